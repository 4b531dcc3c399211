//! What makes two deliveries the same entry: a hash over what was sent, not over how it was spelled.
//!
//! [`CONTENT_VERSION`](super::model::CONTENT_VERSION) stands beside each stored hash. A change of the form needs a new
//! version, and the old form must stay for as long as tills may repeat what was recorded under it.

use std::io;

use app::units::{Code, Currency};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::draft::{CustomerDraft, EntryDraft, LineDraft, TenderDraft};
use super::exact::Number;
use super::model::EntryKind;

/// The canonical form: JSON of these fields in this order, absent ones as null.
#[derive(Serialize)]
struct Canonical<'a> {
    kind: &'static str,
    id: Uuid,
    number: &'a str,
    outlet: &'a Code,
    till: Option<&'a str>,
    till_seq: Option<i64>,
    cashier: Option<&'a str>,
    shift: Option<&'a str>,
    at_ms: i64,
    currency: Currency,
    prices_include_tax: Option<bool>,
    customer: Option<&'a CustomerDraft>,
    lines: &'a [LineDraft],
    discount: Option<Number>,
    tax: Option<Number>,
    rounding: Option<Number>,
    total: Number,
    tender: Option<&'a [TenderDraft]>,
    replaces: Option<Uuid>,
    sale: Option<Uuid>,
    reason: Option<&'a str>,
}

/// SHA-256 of the draft's canonical form, 64 hexadecimal digits.
#[must_use]
pub fn hash(draft: &EntryDraft) -> String {
    hash_of(&Canonical::from(draft))
}

/// SHA-256 of the JSON of `canonical`, 64 hexadecimal digits.
pub(crate) fn hash_of(canonical: &impl Serialize) -> String {
    let mut sink = HashSink(Sha256::new());
    serde_json::to_writer(&mut sink, canonical)
        .expect("the canonical form has text keys only and its sink takes everything");
    hex::encode(sink.0.finalize())
}

impl<'a> From<&'a EntryDraft> for Canonical<'a> {
    fn from(draft: &'a EntryDraft) -> Self {
        Self {
            kind: match draft.kind {
                EntryKind::Sale => "sale",
                EntryKind::Return => "return",
            },
            id: draft.id,
            number: &draft.number,
            outlet: &draft.outlet,
            till: draft.till.as_deref(),
            till_seq: draft.till_seq,
            cashier: draft.cashier.as_deref(),
            shift: draft.shift.as_deref(),
            at_ms: draft.at.0,
            currency: draft.currency,
            prices_include_tax: draft.prices_include_tax,
            customer: draft.customer.as_ref(),
            lines: &draft.lines,
            discount: draft.discount,
            tax: draft.tax,
            rounding: draft.rounding,
            total: draft.total,
            tender: draft.tender.as_deref(),
            replaces: draft.replaces,
            sale: draft.sale,
            reason: draft.reason.as_deref(),
        }
    }
}

struct HashSink(Sha256);

impl io::Write for HashSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
