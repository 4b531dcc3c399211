//! What a group will ask, so that it can be asked at once.

use std::collections::BTreeSet;

use app::units::Day;
use uuid::Uuid;

use crate::organisation::OutletId;
use crate::sales::{Command, EntryKind, NewEntry};

/// Sorted, each once: in this order rows are locked.
#[derive(Debug, Default)]
pub(super) struct Needs<'a> {
    /// Entries to be recorded, by kind.
    pub(super) sales: BTreeSet<Uuid>,
    pub(super) returns: BTreeSet<Uuid>,
    /// Entries that are referred to.
    pub(super) named_sales: BTreeSet<Uuid>,
    pub(super) named_returns: BTreeSet<Uuid>,
    pub(super) items: BTreeSet<&'a str>,
    pub(super) customers: BTreeSet<&'a str>,
    pub(super) day_starts: BTreeSet<(OutletId, Day)>,
    /// Of entries to be recorded.
    pub(super) outlets: BTreeSet<OutletId>,
}

impl<'a> Needs<'a> {
    pub(super) fn of(commands: &'a [Command]) -> Self {
        let mut needs = Self::default();
        for command in commands {
            match command {
                Command::Record(entry) => needs.add_entry(entry),
                Command::Cancel(cancellation) => {
                    match cancellation.kind {
                        EntryKind::Sale => needs.named_sales.insert(cancellation.id),
                        EntryKind::Return => needs.named_returns.insert(cancellation.id),
                    };
                }
                Command::StartDay { outlet, day } => {
                    needs.day_starts.insert((*outlet, *day));
                }
            }
        }
        needs
    }

    fn add_entry(&mut self, entry: &'a NewEntry) {
        match entry.kind {
            EntryKind::Sale => self.sales.insert(entry.id),
            EntryKind::Return => self.returns.insert(entry.id),
        };
        self.outlets.insert(entry.outlet);
        self.named_sales.extend(entry.sale);
        self.named_sales.extend(entry.replaces);
        self.items.extend(entry.lines.iter().map(|line| line.item.as_str()));
        self.customers.extend(entry.customer.as_ref().and_then(|customer| customer.reference.as_deref()));
    }
}
