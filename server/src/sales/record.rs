//! From a draft to an entry that the writer can take: the step that every way into the ledger shares.

use std::time::Duration;

use app::units::{Code, Scope, UnixMs};

use super::content;
use super::draft::{CustomerDraft, EntryDraft};
use super::model::{EntryKind, NewCustomer, NewEntry};
use super::rules;
use crate::events::Origin;
use crate::fields::{FieldProblem, Problems};
use crate::organisation::{Directory, Outlet, business_day};

/// How far ahead of the clock an entry may lie unless somebody says otherwise: tills' clocks differ.
pub const USUAL_MAX_AHEAD: Duration = Duration::from_secs(10 * 60);
/// 2000-01-01T00:00:00Z. A clock that says less was never set.
const EARLIEST_MS: i64 = 946_684_800_000;

/// What a draft is checked against beside itself.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    pub directory: &'a Directory,
    /// The server's present.
    pub now: UnixMs,
    /// How far ahead of it an entry may lie, since tills' clocks differ.
    pub max_ahead: Duration,
    pub origin: Origin,
    /// Whether unknown items may be made under their code.
    pub may_create_items: bool,
    /// Where a replacement may take effect.
    pub reach: &'a Scope,
}

/// Checks everything that can be known without the ledger, and places the entry in its outlet's books.
///
/// Errors: the fields that are wrong, at least one and at most twenty, in the order of the draft.
pub fn check(draft: &EntryDraft, grounds: &Grounds<'_>) -> Result<NewEntry, Vec<FieldProblem>> {
    let mut problems = Problems::default();
    check_kind(draft, &mut problems);
    let outlet = find_outlet(&draft.outlet, grounds, &mut problems);
    check_instant(instant_field(draft.kind), draft.at, grounds, &mut problems);
    let figures = rules::figures(&draft.figures(), &mut problems);
    match (outlet, figures) {
        (Some(outlet), Some(figures)) if problems.is_empty() => Ok(assemble(draft, outlet, figures, grounds)),
        _ => Err(problems.into_vec()),
    }
}

/// What only the one or the other kind has.
fn check_kind(draft: &EntryDraft, problems: &mut Problems) {
    let foreign = match draft.kind {
        EntryKind::Sale => [("sale", draft.sale.is_some()), ("reason", draft.reason.is_some())],
        EntryKind::Return => [("replaces", draft.replaces.is_some()), ("reason", draft.reason.is_none())],
    };
    for (path, _) in foreign.into_iter().filter(|(_, is_wrong)| *is_wrong) {
        let (problem, want) = match (draft.kind, path) {
            (EntryKind::Return, "reason") => ("is missing", "why it was returned, in 1 to 200 characters"),
            _ => ("does not belong here", "nothing"),
        };
        problems.add(FieldProblem::new(path, problem, "", want));
    }
    if draft.replaces == Some(draft.id) {
        problems.add(FieldProblem::new("replaces", "is the sale itself", draft.id, "the id of another sale"));
    }
}

/// The outlet `code`, if something may be recorded there.
pub(crate) fn find_outlet<'a>(
    code: &Code,
    grounds: &Grounds<'a>,
    problems: &mut Problems,
) -> Option<&'a Outlet> {
    let found = grounds.directory.outlet_by_code(code);
    let problem = match found {
        None => "is unknown",
        // The past of a closed outlet can still be brought in.
        Some(outlet) if !outlet.is_open && grounds.origin == Origin::Live => "is closed",
        Some(_) => return found,
    };
    problems.add(FieldProblem::new("outlet", problem, code, "the code of an open outlet"));
    None
}

/// Whether `at`, sent in the field `path`, lies where a clock that was set can stand.
pub(crate) fn check_instant(path: &str, at: UnixMs, grounds: &Grounds<'_>, problems: &mut Problems) {
    let ahead_ms = i64::try_from(grounds.max_ahead.as_millis()).unwrap_or(i64::MAX);
    let latest = UnixMs(grounds.now.0.saturating_add(ahead_ms));
    let problem = match at {
        UnixMs(at) if at < EARLIEST_MS => "is too long ago",
        at if at > latest => "lies too far ahead of the server's clock",
        _ => return,
    };
    let want = format!("from {} to {latest}", UnixMs(EARLIEST_MS));
    problems.add(FieldProblem::new(path, problem, at, want));
}

/// The name of the field that says when it happened.
#[must_use]
pub fn instant_field(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Sale => "sold_at",
        EntryKind::Return => "returned_at",
    }
}

fn assemble(draft: &EntryDraft, outlet: &Outlet, figures: rules::Figures, grounds: &Grounds<'_>) -> NewEntry {
    let place = business_day::place(draft.at, outlet);
    let owned = |text: &Option<super::text::Text>| text.clone().map(String::from);
    NewEntry {
        kind: draft.kind,
        id: draft.id,
        content_hash: content::hash(draft),
        number: draft.number.clone().into(),
        outlet: outlet.id,
        till: owned(&draft.till),
        till_seq: draft.till_seq,
        cashier: owned(&draft.cashier),
        shift: owned(&draft.shift),
        at: draft.at,
        utc_offset_min: place.utc_offset_min,
        day: place.day,
        hour: place.hour,
        currency: draft.currency,
        prices_include_tax: draft.prices_include_tax.unwrap_or(false),
        customer: draft.customer.as_ref().map(customer),
        lines: figures.lines,
        discount_minor: figures.discount_minor,
        tax_minor: figures.tax_minor,
        rounding_minor: figures.rounding_minor,
        total_minor: figures.total_minor,
        tenders: figures.tenders,
        replaces: draft.replaces,
        sale: draft.sale,
        reason: owned(&draft.reason).unwrap_or_default(),
        origin: grounds.origin,
        may_create_items: grounds.may_create_items,
        reach: grounds.reach.clone(),
    }
}

/// Who is meant: by the reference, else by the phone.
pub(crate) fn customer(draft: &CustomerDraft) -> NewCustomer {
    let phone = draft.phone.as_deref();
    let reference = draft.reference.as_deref().or(phone.filter(|phone| is_e164(phone)));
    NewCustomer {
        reference: reference.map(str::to_owned),
        name: draft.name.clone().map(String::from),
        phone: phone.map(str::to_owned),
        email: draft.email.clone().map(String::from),
        is_company: draft.is_company,
    }
}

/// A plus sign and 7–15 digits, the first of which is not zero.
fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
