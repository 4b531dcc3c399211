//! Events as other programs read them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use app::units::{Amount, Code, Currency, Day};
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::events::{CancellationFact, Event, EventData, EventKind};
use crate::sales::EntryKind;
use crate::sales::http::schema::{add_schema, any_of};
use crate::sales::http::view::EntryView;

/// A committed fact.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Grows in commit order.
    pub id: i64,
    /// `sale.recorded`, `sale.returned`, `sale.cancelled`, `return.cancelled`, `outlet.day_started`, `outlet.changed`;
    /// more kinds may come.
    pub kind: &'static str,
    /// Version of the data's shape.
    pub v: u8,
    /// When it was recorded.
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(value_type = String)]
    pub outlet: Code,
    pub data: DataView,
}

/// What the event says, by its kind.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum DataView {
    /// Of `sale.recorded` and `sale.returned`.
    Entry(Box<EntryView>),
    /// Of `sale.cancelled` and `return.cancelled`.
    Cancellation(Box<CancellationView>),
    /// Of `outlet.day_started`.
    DayStarted(DayView),
    /// Of `outlet.changed`.
    Nothing(NothingView),
}

/// That an outlet's business day began.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = DayStarted)]
pub struct DayView {
    #[schema(value_type = String, format = Date)]
    pub day: Day,
}

/// Nothing beside the event itself.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Nothing)]
pub struct NothingView {}

impl PartialSchema for DataView {
    fn schema() -> RefOr<Schema> {
        any_of(&["Entry", "Cancellation", "DayStarted", "Nothing"])
    }
}

impl ToSchema for DataView {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("EventData")
    }

    fn schemas(found: &mut Vec<(String, RefOr<Schema>)>) {
        add_schema::<EntryView>(found);
        add_schema::<CancellationView>(found);
        add_schema::<DayView>(found);
        add_schema::<NothingView>(found);
    }
}

/// That an entry no longer counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Cancellation)]
pub struct CancellationView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale: Option<Uuid>,
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    pub returned: Option<Uuid>,
    pub reason: String,
    /// Of the cancelled entry.
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    #[schema(maximum = 23)]
    pub hour: u8,
    #[schema(value_type = String)]
    pub currency: Currency,
    #[schema(value_type = String)]
    pub gross: Amount,
}

impl EventView {
    /// `None` for an event whose payload does not fit its kind.
    pub(super) fn of(event: &Event, outlet: &Code) -> Option<Self> {
        let data = match (&event.data, event.kind) {
            (EventData::Entry(fact), kind) => {
                let kind = match kind {
                    EventKind::SaleReturned => EntryKind::Return,
                    _ => EntryKind::Sale,
                };
                DataView::Entry(Box::new(EntryView::of_fact(kind, fact, outlet.clone(), event.at)?))
            }
            (EventData::Cancellation(fact), kind) => {
                DataView::Cancellation(Box::new(CancellationView::of(fact, kind)?))
            }
            (EventData::DayStarted { day }, _) => DataView::DayStarted(DayView { day: *day }),
            (EventData::OutletChanged {}, _) => DataView::Nothing(NothingView {}),
        };
        let (kind, at) = (event.kind.name(), event.at.to_string());
        Some(Self { id: event.id, kind, v: 1, at, outlet: outlet.clone(), data })
    }
}

impl CancellationView {
    fn of(fact: &CancellationFact, kind: EventKind) -> Option<Self> {
        let id: Uuid = fact.entry.id.parse().ok()?;
        let is_sale = kind == EventKind::SaleCancelled;
        Some(Self {
            sale: is_sale.then_some(id),
            returned: (!is_sale).then_some(id),
            reason: fact.reason.clone(),
            business_day: fact.entry.day,
            hour: fact.entry.hour,
            currency: fact.entry.currency,
            gross: Amount::new(fact.entry.gross_minor, fact.entry.currency),
        })
    }
}

/// A place in the log of one epoch: `<epoch>-<id>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) epoch: String,
    /// The last event that was read.
    pub(super) id: i64,
}

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MalformedCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.id)
    }
}

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, MalformedCursor> {
        let (epoch, id) = text.rsplit_once('-').ok_or(MalformedCursor)?;
        let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        let epoch = Uuid::try_parse(epoch).map_err(|_| MalformedCursor)?;
        match id.parse() {
            Ok(id) if is_number => Ok(Self { epoch: epoch.to_string(), id }),
            _ => Err(MalformedCursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let text = "0192f0c1-0000-7000-8000-000000000000-17";
        assert_eq!(text.parse::<Cursor>().map(|cursor| cursor.to_string()), Ok(text.to_owned()));
        for text in [
            "",
            "17",
            "0192f0c1-0000-7000-8000-000000000000",
            "x-1",
            "-",
            "0192f0c1-0000-7000-8000-000000000000--1",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(MalformedCursor), "{text}");
        }
    }
}
