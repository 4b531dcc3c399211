//! Proves that a day's summaries are what the ledger gives, and heals them where they are not.

use std::time::Duration;

use app::units::{Day, UnixMs};

use super::check_store::{
    delete_day_check, insert_drift, insert_problem, update_drifts_as_healed, upsert_day_check,
};
use super::compare::{Comparison, DayDrift, compare};
use super::kept::list_kept;
use super::rebuild::{lock_summaries, rebuild};
use crate::clock::Clock;
use crate::db::{Db, StoreError, Tx, Urgency};
use crate::organisation::OutletId;
use crate::restatements::store::{add_to_restatements, find_started_days};
use crate::restatements::{Reason, Restated, RestatementKey};

/// A fact's stamp is taken before its commit, by far less than this. So a row that changed later than this before a comparison may
/// have changed after it.
pub const SETTLED_MS: i64 = 60_000;
/// Times a day is healed while other processes get in the way.
const ATTEMPTS: u32 = 5;
/// Waited for a database that another process keeps locked, each time. Whoever had to queue behind the lock that was asked for goes first.
pub(super) const LOCKED_PAUSE: Duration = Duration::from_millis(500);

/// What came of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows that were compared.
    pub compared: i64,
    /// What differed, and does no longer.
    pub healed: Option<Comparison>,
}

/// Why a day is not proved.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was rebuilt differs still: the two ways of computing a sum are not the same.
    #[error("{0} still differs from the ledger after it was rebuilt")]
    StillDiffers(Day),
    /// Something in its ledger cannot be read or added up. It is told as an open difference until it can.
    #[error("{0} cannot be compared with the ledger")]
    Unreadable(Day, #[source] StoreError),
}

/// Whether a row that last changed at `refreshed_at` is known to have been equal at `verified_at`.
#[must_use]
pub fn is_proved(refreshed_at: UnixMs, verified_at: UnixMs) -> bool {
    refreshed_at.0.saturating_add(SETTLED_MS) <= verified_at.0
}

/// Compares one business day in one state of the database, heals it where it differs, compares it again, and writes down when.
///
/// Costs reading the facts of the day; healing holds back other writers for as long.
/// Errors: [`VerifyError`]. What was found to differ is logged, and no longer told as proved, even where it cannot be healed.
pub async fn verify_day(db: &Db, clock: &dyn Clock, day: Day) -> Result<Verified, VerifyError> {
    match prove(db, clock, day).await {
        Err(VerifyError::Store(error)) if is_of_the_day(&error) => {
            set_aside(db, clock, day, &error).await?;
            Err(VerifyError::Unreadable(day, error))
        }
        verified => verified,
    }
}

/// Whether it is what a day holds that cannot be read or added up, and not the database that cannot be asked just now.
#[must_use]
pub fn is_of_the_day(error: &StoreError) -> bool {
    !(error.is_lost() || error.is_busy() || error.is_disk_full())
}

/// Tells that a day cannot be compared, and that nothing of it is proved any more. It stays told until the day is found equal.
///
/// Errors: [`StoreError`].
pub async fn set_aside(db: &Db, clock: &dyn Clock, day: Day, error: &StoreError) -> Result<(), StoreError> {
    let table = match error {
        StoreError::Corrupt { table, .. } => *table,
        _ => "ledger",
    };
    let mut tx = db.write(Urgency::Background).await?;
    delete_day_check(&mut tx, day).await?;
    insert_problem(&mut tx, day, UnixMs(clock.now_ms()), table).await?;
    tx.commit().await
}

async fn prove(db: &Db, clock: &dyn Clock, day: Day) -> Result<Verified, VerifyError> {
    let mut verified_at = UnixMs(clock.now_ms());
    let mut found = look(db, day).await?;
    let mut healed = None;
    if !found.is_equal() {
        doubt(db, day, &found).await?;
        healed = heal(db, clock, day).await?;
        verified_at = UnixMs(clock.now_ms());
        found = look(db, day).await?;
        if !found.is_equal() {
            return Err(VerifyError::StillDiffers(day));
        }
    }
    let mut tx = db.write(Urgency::Background).await?;
    upsert_day_check(&mut tx, day, verified_at, found.compared).await?;
    update_drifts_as_healed(&mut tx, day, verified_at).await?;
    tx.commit().await?;
    Ok(Verified { compared: found.compared, healed })
}

/// Says what differs, and that nothing of the day is proved any more.
async fn doubt(db: &Db, day: Day, found: &Comparison) -> Result<(), StoreError> {
    for drift in &found.drifts {
        tracing::warn!(
            day = %day,
            summary = drift.summary.name(),
            currency = drift.currency,
            differing = drift.differing,
            gross_off_minor = drift.gross_off,
            "a summary differs from the ledger"
        );
    }
    let mut tx = db.write(Urgency::Background).await?;
    delete_day_check(&mut tx, day).await?;
    tx.commit().await
}

/// Compares one business day in a state of its own.
///
/// Errors: [`StoreError`].
pub async fn look(db: &Db, day: Day) -> Result<Comparison, StoreError> {
    let mut tx = db.read().await?;
    let found = compare(&mut tx, day).await?;
    tx.rollback().await?;
    Ok(found)
}

/// Rebuilds a day, and tells what differed; `None` where nothing did by then.
async fn heal(db: &Db, clock: &dyn Clock, day: Day) -> Result<Option<Comparison>, StoreError> {
    for _ in 1..ATTEMPTS {
        match heal_once(db, clock, day).await {
            Err(error) if error.is_busy() => tokio::time::sleep(LOCKED_PAUSE).await,
            healed => return healed,
        }
    }
    heal_once(db, clock, day).await
}

/// While nobody else may write, the ledger is read once, to compute the rows: what they were shows what differed.
async fn heal_once(db: &Db, clock: &dyn Clock, day: Day) -> Result<Option<Comparison>, StoreError> {
    let mut tx = db.write(Urgency::Background).await?;
    lock_summaries(&mut tx).await?;
    let kept = list_kept(&mut tx, day).await?;
    let now = UnixMs(clock.now_ms());
    rebuild(&mut tx, day, day, now).await?;
    let found = kept.compare(list_kept(&mut tx, day).await?);
    if found.is_equal() {
        tx.rollback().await?;
        return Ok(None);
    }
    for drift in &found.drifts {
        insert_drift(&mut tx, day, now, drift).await?;
    }
    for drift in &found.days {
        restate(&mut tx, day, drift, now).await?;
    }
    tx.commit().await?;
    tracing::warn!(day = %day, "the summaries of a day were rebuilt");
    Ok(Some(found))
}

/// A summary that was wrong was told as it was. Wider scopes have no days of their own, and so no restatements.
async fn restate(tx: &mut Tx, day: Day, drift: &DayDrift, now: UnixMs) -> Result<(), StoreError> {
    let outlet = OutletId(drift.scope.0);
    let Some(started) = find_started_days(tx, outlet).await?.filter(|started| started.have_told(day)) else {
        return Ok(());
    };
    // A row that nobody wrote may name no currency.
    let Ok(currency) = drift.currency.parse() else { return Ok(()) };
    let key = RestatementKey { outlet, day, currency, reason: Reason::Drift, told_on: started.last };
    add_to_restatements(tx, &key, &Restated { facts: 0, sums: drift.ledger.less(&drift.kept) }, now).await
}
