//! Drafts as a till posts them.

use app::units::{Code, Currency, UnixMs};
use bytes::Bytes;
use serde::Serialize;
use uuid::Uuid;

use crate::sales::EntryKind;
use crate::sales::draft::{CustomerDraft, EntryDraft, LineDraft, TenderDraft};
use crate::sales::exact::Number;

/// A request that may be sent again and again: it carries its own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    pub path: String,
    pub body: Bytes,
}

/// The JSON of an entry; what is absent is left out.
#[derive(Serialize)]
struct EntryJson<'a> {
    id: Uuid,
    number: &'a str,
    outlet: &'a Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    till: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    till_seq: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cashier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sold_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned_at: Option<String>,
    currency: Currency,
    prices_include_tax: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a CustomerDraft>,
    lines: &'a [LineDraft],
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<Number>,
    total: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    tender: Option<&'a [TenderDraft]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// The request that records `draft`.
#[must_use]
pub fn record(draft: &EntryDraft) -> Post {
    let path = match (draft.kind, draft.sale) {
        (EntryKind::Sale, _) => "/api/v1/sales".to_owned(),
        (EntryKind::Return, None) => "/api/v1/returns".to_owned(),
        (EntryKind::Return, Some(sale)) => format!("/api/v1/sales/{sale}/returns"),
    };
    let at = |kind: EntryKind| (draft.kind == kind).then(|| instant(draft.at));
    post(
        path,
        &EntryJson {
            id: draft.id,
            number: &draft.number,
            outlet: &draft.outlet,
            till: draft.till.as_deref(),
            till_seq: draft.till_seq,
            cashier: draft.cashier.as_deref(),
            sold_at: at(EntryKind::Sale),
            returned_at: at(EntryKind::Return),
            currency: draft.currency,
            prices_include_tax: draft.prices_include_tax.unwrap_or(false),
            customer: draft.customer.as_ref(),
            lines: &draft.lines,
            rounding: draft.rounding,
            total: draft.total,
            tender: draft.tender.as_deref(),
            reason: draft.reason.as_deref(),
        },
    )
}

/// The request that cancels the sale with this id.
#[must_use]
pub fn cancel(sale: Uuid, reason: &str) -> Post {
    #[derive(Serialize)]
    struct Reason<'a> {
        reason: &'a str,
    }
    post(format!("/api/v1/sales/{sale}/cancel"), &Reason { reason })
}

fn post(path: String, body: &impl Serialize) -> Post {
    let body = serde_json::to_vec(body).expect("what is sent has text keys only");
    Post { path, body: body.into() }
}

fn instant(at: UnixMs) -> String {
    at.to_string()
}
