//! A small franchise with a running writer, and entries for it.

mod draft;
mod proxy;
mod sums;

use std::sync::Arc;

use app::units::{Scope, UnixMs};
use chrono::{DateTime, TimeZone, Utc};
use server::clock::StillClock;
use server::db::{Db, Tx, Urgency, on_engine};
use server::events::Origin;
use server::organisation::store::{self, NewOutlet};
use server::organisation::{DirectoryHandle, OutletId};
use server::sales::ingest::{Ingest, IngestSettings, Lane};
use server::sales::{
    CancelReceipt, Command, EntryKind, NewCancellation, NewEntry, Outcome, Receipt, Refusal,
};
use uuid::Uuid;

pub(crate) use draft::{Draft, TODAY, free_return, line, sale, uuid};
pub(crate) use proxy::Proxy;
pub(crate) use sums::{rebuilt_sums, scope_days, sums};

/// Two regions and two franchises, crossed: `north` holds `a` and `b`, franchise `east` holds `a` and `c`.
pub(crate) const OUTLETS: [(&str, &str, &str); 4] =
    [("a", "north", "east"), ("b", "north", "west"), ("c", "south", "east"), ("d", "south", "west")];

pub(crate) struct Franchise {
    pub(crate) db: Db,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) directory: DirectoryHandle,
    pub(crate) ingest: Ingest,
}

impl Franchise {
    pub(crate) async fn open(db: Db) -> Self {
        Self::open_with(db, IngestSettings::default()).await
    }

    pub(crate) async fn open_with(db: Db, settings: IngestSettings) -> Self {
        let mut tx = db.write(Urgency::Foreground).await.unwrap();
        for (code, region, franchise) in OUTLETS {
            insert_outlet(&mut tx, code, region, franchise).await;
        }
        tx.commit().await.unwrap();
        let clock = Arc::new(StillClock::at(start()));
        let directory = DirectoryHandle::load(&db).await.unwrap();
        let ingest = Ingest::start(db.clone(), directory.clone(), clock.clone(), settings).await.unwrap();
        Self { db, clock, directory, ingest }
    }

    pub(crate) fn outlet(&self, code: &str) -> OutletId {
        self.directory.current().outlet_by_code(&code.parse().unwrap()).unwrap().id
    }

    /// Submits single commands, one after the other.
    pub(crate) async fn submit(&self, command: Command) -> Outcome {
        self.submit_all(vec![command]).await.remove(0)
    }

    pub(crate) async fn submit_all(&self, commands: Vec<Command>) -> Vec<Outcome> {
        self.ingest.submit(Lane::Batch, commands).await.unwrap()
    }

    pub(crate) async fn record(&self, entry: &NewEntry) -> Outcome {
        self.submit(Command::Record(Box::new(entry.clone()))).await
    }

    pub(crate) async fn recorded(&self, entry: &NewEntry) -> Receipt {
        match self.record(entry).await {
            Outcome::Recorded(receipt) => receipt,
            other => panic!("not recorded: {other:?}"),
        }
    }

    pub(crate) async fn refused(&self, entry: &NewEntry) -> Refusal {
        match self.record(entry).await {
            Outcome::Refused(refusal) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    /// The answer that `entry` got when the clock stood where it began.
    pub(crate) fn receipt_of(&self, entry: &NewEntry, event: i64) -> Receipt {
        Receipt {
            id: entry.id,
            number: entry.number.clone(),
            event,
            day: entry.day,
            hour: entry.hour,
            recorded_at: UnixMs(start().timestamp_millis()),
        }
    }

    /// The measures of the network on the day of the tests, in rupees.
    pub(crate) async fn network_today(&self) -> [i64; 11] {
        let days = scope_days(&self.db).await;
        let today = days.iter().find(|day| day.scope_id == 1 && day.day == i64::from(TODAY.0));
        today.unwrap().measures()
    }

    /// References and names.
    pub(crate) async fn customers(&self) -> Vec<(String, Option<String>)> {
        let mut tx = self.db.read().await.unwrap();
        let sql = "select ref, name from customers order by ref";
        let rows = on_engine!(&mut tx, connection => sqlx::query_as(sql).fetch_all(connection).await);
        tx.rollback().await.unwrap();
        rows.unwrap()
    }

    pub(crate) async fn cancel(&self, kind: EntryKind, id: Uuid, reason: &str) -> Outcome {
        self.submit(cancellation(kind, id, reason)).await
    }

    pub(crate) async fn cancelled(&self, kind: EntryKind, id: Uuid, reason: &str) -> CancelReceipt {
        match self.cancel(kind, id, reason).await {
            Outcome::Cancelled(receipt) => receipt,
            other => panic!("not cancelled: {other:?}"),
        }
    }
}

/// Returns once some connection to a database of Postgres waits for another.
pub(crate) async fn somebody_waits(db: &Db) {
    let sql = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    loop {
        let mut tx = db.read().await.unwrap();
        let waiting =
            on_engine!(&mut tx, connection => sqlx::query_scalar::<_, i64>(sql).fetch_one(connection).await);
        tx.rollback().await.unwrap();
        if waiting.unwrap() > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

pub(crate) fn cancellation(kind: EntryKind, id: Uuid, reason: &str) -> Command {
    Command::Cancel(NewCancellation { kind, id, reason: reason.to_owned(), origin: Origin::Live })
}

/// Summer time ended in two of the zones within the last forty days.
pub(crate) fn zone_of(outlet: &str) -> chrono_tz::Tz {
    match outlet {
        "c" => chrono_tz::Europe::Berlin,
        "d" => chrono_tz::America::New_York,
        _ => chrono_tz::Asia::Kolkata,
    }
}

async fn insert_outlet(tx: &mut Tx, code: &str, region: &str, franchise: &str) {
    let scope = |kind: &str, code: &str| format!("{kind}:{code}").parse::<Scope>().unwrap();
    let region = store::ensure_scope(tx, &scope("region", region), region).await.unwrap();
    let franchise = store::ensure_scope(tx, &scope("franchise", franchise), franchise).await.unwrap();
    let outlet = NewOutlet {
        code: code.parse().unwrap(),
        name: format!("Outlet {code}"),
        region,
        franchise,
        time_zone: zone_of(code),
        currency: "INR".parse().unwrap(),
        country: None,
        cutoff_min: 0,
        opening_hours: None,
        is_open: true,
    };
    store::insert_outlet(tx, &outlet).await.unwrap();
}
