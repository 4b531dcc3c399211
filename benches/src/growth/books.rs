//! Sales recorded by the product's own writer, in process.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, ensure};
use app::units::{Day, Quantity, Scope, UnixMs};
use server::clock::SystemClock;
use server::entropy::Entropy;
use server::events::Origin;
use server::organisation::{DirectoryHandle, OutletId};
use server::sales::ingest::{Durability, Ingest, IngestSettings, Lane};
use server::sales::{Command, EntryKind, NewCustomer, NewEntry, NewLine, NewTender, Outcome};

use super::fresh::{CURRENCY, Fresh};

/// The business day of every sale, 2026-11-20.
pub(super) const DAY: Day = Day(20_777);
const DAY_MS: i64 = 86_400_000;
const ITEMS: i64 = 40;
const LINES: i64 = 3;
const LINE_MINOR: i64 = 1_200;
/// What each sale comes to.
pub(super) const SALE_MINOR: i64 = LINES * LINE_MINOR;
const BATCH: usize = 1_000;

/// A fresh database and its writer.
pub(super) struct Books {
    pub(super) fresh: Fresh,
    ingest: Ingest,
    entropy: Entropy,
    sales: i64,
}

impl Books {
    /// Opens books of so many outlets. Nothing is synced: it would cost every sale the same, and most of its time.
    pub(super) async fn open(folder: &Path, outlets: usize, keeps_summaries: bool) -> Result<Self> {
        let fresh = Fresh::open(folder, outlets).await?;
        let directory = DirectoryHandle::load(&fresh.db).await?;
        let settings = IngestSettings {
            summaries: keeps_summaries,
            durability: Durability::Kill,
            ..IngestSettings::default()
        };
        let ingest = Ingest::start(fresh.db.clone(), directory, Arc::new(SystemClock), settings).await?;
        Ok(Self { fresh, ingest, entropy: Entropy::from_seed(1), sales: 0 })
    }

    /// Records `sales` sales at an outlet, many at once.
    pub(super) async fn fill(&mut self, outlet: OutletId, sales: usize) -> Result<()> {
        for at in (0..sales).step_by(BATCH) {
            let commands = (at..sales.min(at + BATCH)).map(|_| self.next(outlet)).collect();
            self.record(Lane::Batch, commands).await?;
        }
        Ok(())
    }

    /// A sale that was never recorded.
    pub(super) fn next(&mut self, outlet: OutletId) -> Command {
        self.sales += 1;
        Command::Record(Box::new(sale(self.sales, outlet, &self.entropy)))
    }

    /// Errors: when one of them is not recorded.
    pub(super) async fn record(&self, lane: Lane, commands: Vec<Command>) -> Result<()> {
        for outcome in self.ingest.submit(lane, commands).await? {
            ensure!(matches!(outcome, Outcome::Recorded(_)), "a sale was not recorded: {outcome:?}");
        }
        Ok(())
    }

    /// Ends the writer.
    pub(super) async fn close(self) -> Fresh {
        self.ingest.stop().await;
        self.fresh
    }
}

/// One header, three lines, one tender and a customer in half of them, as the sales that are sent over HTTP.
fn sale(number: i64, outlet: OutletId, entropy: &Entropy) -> NewEntry {
    let line = |at: i64| NewLine {
        item: format!("item-{}", (number + at) % ITEMS),
        name: None,
        category: None,
        qty: Quantity(1_000),
        unit_price_micros: LINE_MINOR * 10_000,
        discount_minor: 0,
        tax_minor: 0,
        tax_rate: None,
        tax_code: None,
        total_minor: LINE_MINOR,
    };
    let customer = (number % 2 == 0).then(|| NewCustomer {
        reference: Some(format!("C-{}", number % 5_000)),
        name: Some(format!("Customer {}", number % 5_000)),
        phone: None,
        email: None,
        is_company: None,
    });
    let currency = CURRENCY.parse().expect("the code is written here");
    let id = entropy.uuid();
    // Nine in the morning to eight in the evening by the clock of Kolkata.
    let hour = 9 + number % 12;
    NewEntry {
        kind: EntryKind::Sale,
        id,
        // As long as a hash is, and as different; nothing here is delivered twice.
        content_hash: format!("{0}{0}", id.simple()),
        number: format!("B-{number:08}"),
        outlet,
        till: Some("T1".to_owned()),
        till_seq: Some(number),
        cashier: None,
        shift: None,
        at: UnixMs(i64::from(DAY.0) * DAY_MS + hour * 3_600_000 - 330 * 60_000),
        utc_offset_min: 330,
        day: DAY,
        hour: u8::try_from(hour).unwrap_or_default(),
        currency,
        prices_include_tax: true,
        customer,
        lines: (0..LINES).map(line).collect(),
        discount_minor: 0,
        tax_minor: 0,
        rounding_minor: 0,
        total_minor: SALE_MINOR,
        tenders: vec![NewTender {
            kind: "cash".to_owned(),
            currency,
            amount_minor: SALE_MINOR,
            change_minor: 0,
            rate: None,
        }],
        replaces: None,
        sale: None,
        reason: String::new(),
        origin: Origin::Live,
        may_create_items: true,
        reach: Scope::Network,
    }
}
