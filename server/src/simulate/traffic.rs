//! What the tills of a network ring up by themselves: sales by each outlet's own clock, some of them late or sent twice,
//! some brought back or cancelled.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use app::units::UnixMs;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::tally::{Fate, Purpose, Tally};
use super::tills::Tills;
use super::wire::{self, Post};
use crate::clock::Clock;
use crate::generate::chance::Chance;
use crate::generate::demand;
use crate::generate::shop::Shop;
use crate::sales::draft::EntryDraft;

/// Of 1 000 things that tills do; the rest are sales of the moment.
const RETURNS: u64 = 15;
const CANCELLATIONS: u64 = 8;
const REPEATS: u64 = 20;
const LATE_SALES: u64 = 10;
/// Sales that may still be brought back, cancelled or sent again.
const REMEMBERED: usize = 500;
/// The least that happens when no pace is asked for, so that whoever watches sees something: one sale in four seconds.
const LEAST_PER_HOUR_MILLI: u64 = 900_000;
/// How long a look at the outlets' clocks holds.
const LOOK_AGAIN: Duration = Duration::from_secs(20);
/// How long answers are waited for at the end.
const GRACE: Duration = Duration::from_secs(5);

/// The network's tills.
pub struct Traffic {
    shops: Vec<Shop>,
    clock: Arc<dyn Clock>,
    chance: Chance,
    /// Things an hour in thousandths; as the outlets' hours suggest when none.
    pace: Option<u64>,
    /// Acknowledged sales, the latest last.
    sold: VecDeque<Sold>,
    /// How busy each shop is by its own clock.
    weights: Vec<u64>,
}

/// A sale and the place of its shop.
#[derive(Clone, Debug)]
struct Sold {
    shop: usize,
    sale: Arc<EntryDraft>,
}

/// Something a till sends; the sale is remembered once it is acknowledged.
struct Action {
    purpose: Purpose,
    post: Post,
    sold: Option<Sold>,
}

impl Traffic {
    /// `pace`: things an hour, in thousandths.
    pub fn new(shops: Vec<Shop>, clock: Arc<dyn Clock>, chance: Chance, pace: Option<u64>) -> Self {
        Self { shops, clock, chance, pace, sold: VecDeque::new(), weights: Vec::new() }
    }

    /// Rings up until `stop` or as long as there is hope, and waits a moment for the last answers.
    pub async fn run(mut self, client: Client, stop: &CancellationToken) -> Tally {
        let chance = Chance::of(self.chance.below(u64::MAX), &["tills"]);
        let mut tills: Tills<Option<Sold>> = Tills::new(client, chance);
        let end_of_retries = CancellationToken::new();
        let (mut due, mut looked) = (Instant::now(), Instant::now());
        self.look_at_clocks();
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return tills.finish(GRACE, &end_of_retries).await,
                Some((purpose, delivered, sold)) = tills.next() => {
                    if tills.tally.is_hopeless() {
                        return tills.finish(GRACE, &end_of_retries).await;
                    }
                    if purpose == Purpose::Sale && delivered.fate == Fate::Acknowledged {
                        self.remember(sold);
                    }
                }
                () = tokio::time::sleep_until(due), if tills.are_free() => {
                    if looked.elapsed() > LOOK_AGAIN {
                        looked = Instant::now();
                        self.look_at_clocks();
                    }
                    if let Some(Action { purpose, post, sold }) = self.action() {
                        tills.send(purpose, post, sold, &end_of_retries);
                    }
                    // After a pause nobody makes up for lost time, but a late wake-up costs no sale.
                    due = due.max(Instant::now() - Duration::from_secs(1)) + self.gap();
                }
            }
        }
    }

    /// What happens next; nothing where there is no shop.
    fn action(&mut self) -> Option<Action> {
        let others = [RETURNS, CANCELLATIONS, REPEATS, LATE_SALES];
        let sales = 1_000 - others.iter().sum::<u64>();
        let action = match self.chance.weighted(others.into_iter().chain([sales])) {
            Some(0) => self.bring_back(),
            Some(1) => self.cancel(),
            Some(2) => self.repeat(),
            Some(3) => self.sell(true),
            _ => None,
        };
        action.or_else(|| self.sell(false))
    }

    fn sell(&mut self, is_late: bool) -> Option<Action> {
        let shop = self.chance.weighted(self.weights.iter().copied())?;
        let now = self.clock.now_ms();
        // A till without a network sends its sales when it is back.
        let late_ms = if is_late { 60_000 * (10 + self.chance.below(110)) } else { self.chance.below(1_500) };
        let at = UnixMs(now - i64::try_from(late_ms).unwrap_or_default());
        let sale = self.shops.get(shop)?.sale(at, &mut self.chance);
        let post = wire::record(&sale);
        Some(Action { purpose: Purpose::Sale, post, sold: Some(Sold { shop, sale: Arc::new(sale) }) })
    }

    fn bring_back(&mut self) -> Option<Action> {
        let Sold { shop, sale } = self.take_sold()?;
        let now = UnixMs(self.clock.now_ms());
        let back = self.shops.get(shop)?.return_of(&sale, now, &mut self.chance)?;
        Some(Action { purpose: Purpose::Return, post: wire::record(&back), sold: None })
    }

    fn cancel(&mut self) -> Option<Action> {
        let sale = self.take_sold()?.sale;
        Some(Action {
            purpose: Purpose::Cancellation,
            post: wire::cancel(sale.id, "Rung up wrong"),
            sold: None,
        })
    }

    fn repeat(&mut self) -> Option<Action> {
        let sale = &self.sold.back()?.sale;
        Some(Action { purpose: Purpose::Repeat, post: wire::record(sale), sold: None })
    }

    fn take_sold(&mut self) -> Option<Sold> {
        let length = u64::try_from(self.sold.len()).unwrap_or_default();
        self.sold.remove(usize::try_from(self.chance.below(length)).unwrap_or_default())
    }

    fn remember(&mut self, sold: Option<Sold>) {
        if self.sold.len() == REMEMBERED {
            self.sold.pop_front();
        }
        self.sold.extend(sold);
    }

    fn look_at_clocks(&mut self) {
        let now = UnixMs(self.clock.now_ms());
        self.weights = self.shops.iter().map(|shop| demand::hourly_milli(&shop.outlet, now)).collect();
        if self.weights.iter().all(|&weight| weight == 0) {
            // The whole network sleeps. Whoever watches would rather see something than the truth.
            self.weights.fill(1);
        }
    }

    fn gap(&mut self) -> Duration {
        let natural = self.weights.iter().sum::<u64>().max(LEAST_PER_HOUR_MILLI);
        Duration::from_millis(self.chance.gap_ms(self.pace.unwrap_or(natural)))
    }
}
