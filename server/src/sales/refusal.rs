//! What the ledger's refusal of an entry means for the fields that were sent.

use app::units::{Amount, Currency};
use uuid::Uuid;

use super::model::{EntryKind, NewEntry, Refusal};
use super::submit::Rejection;
use crate::fields::FieldProblem;

/// What of an entry is needed to explain its refusal, once the entry itself has gone to the writer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub(super) id: Uuid,
    kind: EntryKind,
    currency: Currency,
    total_minor: i64,
    /// The sale it replaces or belongs to.
    linked: Option<Uuid>,
}

impl Subject {
    pub(super) fn of(entry: &NewEntry) -> Self {
        let NewEntry { id, kind, currency, total_minor, replaces, sale, .. } = *entry;
        Self { id, kind, currency, total_minor, linked: sale.or(replaces) }
    }

    /// The field that names another sale.
    fn link(&self) -> &'static str {
        match self.kind {
            EntryKind::Sale => "replaces",
            EntryKind::Return => "sale",
        }
    }

    fn amount(&self, minor: i64) -> String {
        Amount::new(minor, self.currency).to_string()
    }
}

/// The refusal in words of the sender's fields.
pub(super) fn rejection(subject: &Subject, refusal: &Refusal) -> Rejection {
    let linked = subject.linked.map(|id| id.to_string()).unwrap_or_default();
    let link = |problem: &str, want: &str| FieldProblem::new(subject.link(), problem, &linked, want);
    let problem = match refusal {
        Refusal::OtherContent => return Rejection::OtherContent(subject.id),
        Refusal::UnknownItem { line, code } => {
            let want = "the code of a known item, or a key with the right create_items";
            FieldProblem::new(format!("lines[{line}].item"), "is unknown", code, want)
        }
        Refusal::UnknownSale | Refusal::NotFound => link("is unknown", "the id of a recorded sale"),
        Refusal::SaleCancelled => link("is cancelled", "a sale that still counts"),
        Refusal::SaleReplaced => link("is replaced already", "a sale that nothing has replaced"),
        Refusal::HasReturns => link("has returns", "a sale without returns"),
        Refusal::OtherReason => link("is cancelled for another reason", "a sale that still counts"),
        Refusal::OtherCurrency { got, want } => {
            FieldProblem::new("currency", "is not the sale's", got, want.code())
        }
        Refusal::MoreThanSold { line, code, returned, sold } => {
            let problem = format!("would bring the returns of {code:?} to {returned}");
            let want = format!("no more than the {sold} sold, earlier returns included");
            FieldProblem::new(format!("lines[{line}].qty"), problem, returned, want)
        }
        Refusal::MoreThanPaid { returned_minor, total_minor } => {
            let problem = format!("would bring the returns to {}", subject.amount(*returned_minor));
            let want = format!("no more than the sale's {}", subject.amount(*total_minor));
            FieldProblem::new("total", problem, subject.amount(subject.total_minor), want)
        }
        Refusal::OtherFigures => link(
            "does not fit this return",
            "a sale in the return's currency, with as much of its items and money left; its figures are beyond this key",
        ),
        Refusal::OutOfRange => {
            let want = "figures whose sums can be held";
            FieldProblem::new(
                "total",
                "would take a sum out of range",
                subject.amount(subject.total_minor),
                want,
            )
        }
        Refusal::Unstorable => return Rejection::Unstorable,
    };
    Rejection::Wrong(vec![problem])
}
