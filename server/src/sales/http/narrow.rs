//! What narrows a list of the ledger, as parameters of its address.

use app::sales::model::EntryState;
use app::units::Currency;
use app::units::weekday::WEEKDAY_NAMES;
use utoipa::ToSchema;

use crate::organisation::ScopeId;
use crate::query::Params;
use crate::sales::ledger::Question;
use crate::sales::text::{ItemCode, Text};

/// What was cancelled, or what was not.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum LedgerState {
    Counted,
    Cancelled,
}

/// Which outlets a scope is made of.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum LedgerStanding {
    Now,
}

/// A day of the week.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum LedgerWeekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What narrows a list besides its scope, days and kinds.
pub(super) struct Narrow {
    number: Option<Text>,
    hour: Option<u8>,
    weekday: Option<u8>,
    item: Option<ItemCode>,
    category: Option<Text>,
    customer: Option<Text>,
    state: Option<EntryState>,
    currency: Option<Currency>,
    is_standing: bool,
}

impl Narrow {
    pub(super) fn take(params: &mut Params) -> Self {
        Self {
            number: text(params, "number", "is no number"),
            hour: hour(params),
            weekday: weekday(params),
            item: item(params),
            category: text(params, "category", "is no category"),
            customer: text(params, "customer", "is no reference"),
            state: state(params),
            currency: params.take("currency", "a currency of ISO 4217 such as INR"),
            is_standing: standing(params),
        }
    }

    /// The newest of a scope, of which outlets may have moved.
    pub(super) fn of(self, scope: ScopeId, may_move: bool, limit: usize) -> Question {
        let Self { number, hour, weekday, item, category, customer, state, currency, is_standing } = self;
        let is_standing = is_standing && may_move;
        Question {
            number,
            hour,
            weekday,
            item,
            category,
            customer,
            state,
            currency,
            is_standing,
            ..Question::newest(scope, limit)
        }
    }
}

/// A text as sales have them: what numbers begin with, a category, a customer's reference.
fn text(params: &mut Params, name: &'static str, problem: &str) -> Option<Text> {
    let text = params.text(name)?;
    match Text::parse(&text) {
        Ok(parsed) => parsed,
        Err(_) => {
            let want = "at most 200 characters, none of them a control character";
            params.refuse(name, problem, &text, want);
            None
        }
    }
}

/// `item`: a code.
fn item(params: &mut Params) -> Option<ItemCode> {
    let text = params.text("item")?;
    match ItemCode::parse(&text) {
        Ok(code) => code,
        Err(_) => {
            let want = "at most 64 characters, none of them a control character";
            params.refuse("item", "is no code", &text, want);
            None
        }
    }
}

/// `hour`: 0–23.
fn hour(params: &mut Params) -> Option<u8> {
    let want = "a whole number from 0 to 23";
    let hour = params.take::<u8>("hour", want)?;
    if hour > 23 {
        params.refuse("hour", "is out of bounds", &hour.to_string(), want);
    }
    Some(hour)
}

/// `weekday`: 0 is Monday.
fn weekday(params: &mut Params) -> Option<u8> {
    let text = params.text("weekday")?;
    let found = (0..).zip(WEEKDAY_NAMES).find(|(_, name)| *name == text).map(|(weekday, _)| weekday);
    if found.is_none() {
        let want = format!("one of {}", WEEKDAY_NAMES.join(", "));
        params.refuse("weekday", "is unknown", &text, &want);
    }
    found
}

/// `state`: both when nobody says.
fn state(params: &mut Params) -> Option<EntryState> {
    match params.text("state").as_deref() {
        None => None,
        Some("counted") => Some(EntryState::Counted),
        Some("cancelled") => Some(EntryState::Cancelled),
        Some(other) => {
            params.refuse("state", "is unknown", other, "counted or cancelled");
            None
        }
    }
}

/// `standing`: as recorded when nobody says.
fn standing(params: &mut Params) -> bool {
    match params.text("standing").as_deref() {
        None => false,
        Some("now") => true,
        Some(other) => {
            params.refuse("standing", "is unknown", other, "now");
            false
        }
    }
}
