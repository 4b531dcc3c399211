//! Sums of one day: of an outlet, or of all outlets of a scope.

use std::collections::{BTreeMap, HashMap};

use app::units::{Currency, Day};

use crate::events::{EntryFact, Event, EventKind, ItemSum};
use crate::organisation::Membership;
use crate::summaries::{DaySums, ItemSums, OrderSums};

/// Bars of the day, by wall-clock hour and currency.
pub(super) type Hours = BTreeMap<(u8, Currency), OrderSums>;

/// What a day holds. Everything in it adds up over outlets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) days: BTreeMap<Currency, DaySums>,
    pub(super) hours: Hours,
    /// By currency and item id.
    pub(super) items: HashMap<(Currency, i64), ItemSums>,
}

/// What one event does to the figures of the day it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Change<'event> {
    pub(super) day: Day,
    /// Where the outlet belonged at the moment of the fact.
    pub(super) membership: Membership,
    currency: Currency,
    of_day: DaySums,
    /// Of sales: the hour, what it does to the bar, and the items with the sign they count by.
    of_sale: Option<(u8, OrderSums, i64, &'event [ItemSum])>,
}

impl<'event> Change<'event> {
    /// `None` for events that change no figures.
    pub(super) fn of(event: &'event Event) -> Option<Self> {
        let entry = event.data.entry()?;
        Some(match event.kind {
            EventKind::SaleRecorded => Self::sale(entry, DaySums::of_sale(entry), 1),
            EventKind::SaleCancelled => Self::sale(entry, DaySums::of_cancelled_sale(entry), -1),
            EventKind::SaleReturned => Self::plain(entry, DaySums::of_return(entry)),
            EventKind::ReturnCancelled => Self::plain(entry, DaySums::of_cancelled_return(entry)),
            EventKind::DayStarted | EventKind::OutletChanged => return None,
        })
    }

    fn sale(entry: &'event EntryFact, of_day: DaySums, sign: i64) -> Self {
        let of_hour = OrderSums { orders: sign, gross: sign * entry.gross_minor };
        Self { of_sale: Some((entry.hour, of_hour, sign, &entry.item_sums)), ..Self::plain(entry, of_day) }
    }

    fn plain(entry: &EntryFact, of_day: DaySums) -> Self {
        Self {
            day: entry.day,
            membership: entry.membership(),
            currency: entry.currency,
            of_day,
            of_sale: None,
        }
    }

    /// Adds to the bars of a day. Returns have no bar.
    pub(super) fn add_to_hours(&self, hours: &mut Hours) {
        if let Some((hour, sums, ..)) = self.of_sale {
            kept_in_range(hours.entry((hour, self.currency)).or_default().add(&sums));
        }
    }
}

impl Figures {
    /// Counts one event of this day.
    pub(super) fn add(&mut self, change: &Change<'_>) {
        kept_in_range(self.days.entry(change.currency).or_default().add(&change.of_day));
        change.add_to_hours(&mut self.hours);
        for (sum, sign) in
            change.of_sale.iter().flat_map(|&(_, _, sign, items)| items.iter().map(move |sum| (sum, sign)))
        {
            let more = ItemSums { qty: sign * sum.qty, amount: sign * sum.amount_minor };
            kept_in_range(self.items.entry((change.currency, sum.item)).or_default().add(&more));
        }
    }

    /// Counts another outlet's day.
    pub(super) fn add_all(&mut self, other: &Self) {
        add_days(&mut self.days, &other.days);
        add_hours(&mut self.hours, &other.hours);
        self.add_items(other);
    }

    /// Counts the items of another outlet's day.
    pub(super) fn add_items(&mut self, other: &Self) {
        for (&key, sums) in &other.items {
            kept_in_range(self.items.entry(key).or_default().add(sums));
        }
    }
}

/// Adds the sums of another outlet or part.
pub(super) fn add_days(days: &mut BTreeMap<Currency, DaySums>, other: &BTreeMap<Currency, DaySums>) {
    for (&currency, sums) in other {
        kept_in_range(days.entry(currency).or_default().add(sums));
    }
}

/// Adds the bars of another outlet or part.
pub(super) fn add_hours(hours: &mut Hours, other: &Hours) {
    for (&key, sums) in other {
        kept_in_range(hours.entry(key).or_default().add(sums));
    }
}

/// Ingest refuses an entry that would take a sum out of range, so a board cannot leave it either; should the two ever
/// disagree, a figure that stands still is better than a server that does.
fn kept_in_range(added: Result<(), crate::summaries::OutOfRange>) {
    if let Err(error) = added {
        tracing::error!(%error, "a figure of a board was left as it was");
    }
}
