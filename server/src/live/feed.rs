//! The newest facts of a scope, as rows for people.

use std::sync::Arc;

use app::live::{FEED_ROWS, FeedKind, FeedRow};
use app::units::{Amount, Quantity, UnixMs};

use crate::events::{CustomerFact, EntryFact, Event, EventData, EventKind};
use crate::organisation::{Outlet, business_day};

/// At most [`FEED_ROWS`] rows, newest first. A row exists once, however many scopes show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Feed(Vec<Arc<FeedRow>>);

impl Feed {
    /// The newest of `rows`, which may come in any order, each event once.
    pub(super) fn of(mut rows: Vec<Arc<FeedRow>>) -> Self {
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.event));
        rows.truncate(FEED_ROWS);
        Self(rows)
    }

    /// Puts a row on top that is newer than all others.
    pub(super) fn push(&mut self, row: Arc<FeedRow>) {
        self.0.truncate(FEED_ROWS - 1);
        self.0.insert(0, row);
    }

    /// Marks the row of an entry as cancelled, if it is shown.
    pub(super) fn cancel(&mut self, entry_event: i64) {
        if let Ok(at) = self.0.binary_search_by(|row| entry_event.cmp(&row.event)) {
            Arc::make_mut(&mut self.0[at]).cancelled = true;
        }
    }

    /// The rows, newest first.
    pub(super) fn rows(&self) -> Vec<FeedRow> {
        self.0.iter().map(|row| FeedRow::clone(row)).collect()
    }
}

/// How an event looks in the feed of `outlet`; `None` for events that are no facts of trade.
///
/// `late`: whether a later business day had begun when it was recorded. `cancelled`: whether its entry is cancelled by now.
/// A cancellation shows the amount of what it cancels, and the instant of the cancellation.
pub(super) fn row_of(event: &Event, outlet: &Outlet, late: bool, cancelled: bool) -> Option<FeedRow> {
    let entry = event.data.entry()?;
    let sign = if is_return(event.kind) { -1 } else { 1 };
    Some(FeedRow {
        event: event.id,
        kind: kind_of(event.kind)?,
        sale: if is_return(event.kind) { entry.sale.clone() } else { Some(entry.id.clone()) },
        number: entry.number.clone(),
        outlet: outlet.code.clone(),
        at: wall_clock(event, entry, outlet),
        cancelled,
        late,
        currency: entry.currency,
        amount: Amount::new(sign * entry.gross_minor, entry.currency),
        qty: Quantity(sign * entry.qty.0),
        customer: entry.customer.as_ref().and_then(shown_name),
        items: entry.items.clone(),
    })
}

/// The name, else what the organisation knows the customer by.
fn shown_name(customer: &CustomerFact) -> Option<String> {
    customer.name.clone().or_else(|| customer.reference.clone())
}

fn kind_of(kind: EventKind) -> Option<FeedKind> {
    match kind {
        EventKind::SaleRecorded => Some(FeedKind::Sale),
        EventKind::SaleReturned => Some(FeedKind::Return),
        EventKind::SaleCancelled | EventKind::ReturnCancelled => Some(FeedKind::Cancellation),
        EventKind::DayStarted | EventKind::OutletChanged => None,
    }
}

fn is_return(kind: EventKind) -> bool {
    matches!(kind, EventKind::SaleReturned | EventKind::ReturnCancelled)
}

fn wall_clock(event: &Event, entry: &EntryFact, outlet: &Outlet) -> String {
    match event.data {
        EventData::Cancellation(_) => {
            event.at.with_offset(business_day::place(event.at, outlet).utc_offset_min)
        }
        _ => UnixMs(entry.sold_at_ms).with_offset(entry.utc_offset_min),
    }
}
