//! The past of all outlets, made ready for the writer.

use std::time::Duration;

use app::units::{Day, Scope, UnixMs};
use tokio::sync::mpsc::Sender;

use super::fill::{Extent, FillError};
use super::history::{self, Fact};
use super::rations::Rations;
use super::shop::Shop;
use crate::events::Origin;
use crate::organisation::{Directory, business_day, demo};
use crate::sales::record::{self, Grounds};
use crate::sales::{Command, EntryKind, NewCancellation};

/// Facts handed to the writer at once.
const BATCH: usize = 500;

/// What the open outlets of an organisation did up to a moment.
pub(super) struct Past {
    shops: Vec<Shop>,
    extent: Extent,
    until: UnixMs,
}

impl Past {
    pub(super) fn new(directory: &Directory, extent: Extent, until: UnixMs) -> Self {
        let catalogue = demo::catalogue();
        let open = directory.outlets().filter(|outlet| outlet.is_open);
        Self { shops: open.map(|outlet| Shop::new(outlet.clone(), &catalogue)).collect(), extent, until }
    }

    pub(super) fn outlets(&self) -> usize {
        self.shops.len()
    }

    /// Sends every fact to `batches`, the latest day last and each day in the order of time, until all are sent or nobody takes them.
    ///
    /// Errors: [`FillError::Closed`] where a number of sales is asked for and nobody is open; [`FillError::Wrong`].
    pub(super) fn make(
        &self,
        directory: &Directory,
        now: UnixMs,
        batches: &Sender<Vec<Command>>,
    ) -> Result<(), FillError> {
        let grounds = Grounds {
            directory,
            now,
            max_ahead: Duration::ZERO,
            origin: Origin::Generate,
            may_create_items: true,
            reach: &Scope::Network,
        };
        let mut rations = self.rations()?;
        for days_ago in self.days_ago() {
            let mut facts = Vec::new();
            for shop in &self.shops {
                facts.extend(self.facts(shop, self.day(shop, days_ago), rations.as_mut()));
            }
            facts.sort_by_key(|(at, _)| *at);
            for facts in facts.chunks(BATCH) {
                let batch =
                    facts.iter().map(|(_, fact)| command(fact, &grounds)).collect::<Result<_, _>>()?;
                if batches.blocking_send(batch).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn facts(&self, shop: &Shop, day: Day, rations: Option<&mut Rations>) -> Vec<(UnixMs, Fact)> {
        let seed = self.extent.seed;
        match rations {
            None => history::facts(shop, day, self.until, seed),
            Some(rations) => {
                let sales = rations.next(history::demand_until(shop, day, self.until));
                history::facts_of(shop, day, self.until, seed, sales)
            }
        }
    }

    /// `None` where each outlet sells what such outlets sell.
    fn rations(&self) -> Result<Option<Rations>, FillError> {
        let Some(sales) = self.extent.sales else { return Ok(None) };
        let of_day = |days_ago| {
            self.shops
                .iter()
                .map(move |shop| history::demand_until(shop, self.day(shop, days_ago), self.until))
        };
        match self.days_ago().flat_map(of_day).sum() {
            0 if sales > 0 => Err(FillError::Closed),
            demand => Ok(Some(Rations::new(sales, demand))),
        }
    }

    fn days_ago(&self) -> impl Iterator<Item = i32> {
        (0..=i32::from(self.extent.days)).rev()
    }

    fn day(&self, shop: &Shop, days_ago: i32) -> Day {
        business_day::place(self.until, &shop.outlet).day.plus(-days_ago)
    }
}

fn command(fact: &Fact, grounds: &Grounds<'_>) -> Result<Command, FillError> {
    match fact {
        Fact::Cancellation(sale) => Ok(Command::Cancel(NewCancellation {
            kind: EntryKind::Sale,
            id: *sale,
            reason: "Rung up wrong".to_owned(),
            origin: Origin::Generate,
        })),
        Fact::Entry(draft) => match record::check(draft, grounds) {
            Ok(entry) => Ok(Command::Record(Box::new(entry))),
            Err(problems) => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Err(FillError::Wrong(problems.join("; ")))
            }
        },
    }
}
