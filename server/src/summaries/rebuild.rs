//! Computes the summaries from the ledger alone.

use app::units::{Day, UnixMs};

use super::version::note_rewritten;
use crate::db::{StoreError, Tx, on_engine};

/// One of the tables of sums, in the order in which the ingest group writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Summary {
    CustomerDays,
    ItemDays,
    ScopeHours,
    ScopeDays,
}

impl Summary {
    pub const ALL: [Self; 4] = [Self::CustomerDays, Self::ItemDays, Self::ScopeHours, Self::ScopeDays];

    /// The name of its table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CustomerDays => "customer_days",
            Self::ItemDays => "item_days",
            Self::ScopeHours => "scope_hours",
            Self::ScopeDays => "scope_days",
        }
    }

    /// The rows that the ledger gives for the days from `$1` to `$2`, as [`rebuild`] writes them: the very same text.
    pub(super) fn select_from_ledger(self) -> &'static str {
        let sql = self.insert_from_ledger();
        let select = sql.find("\nselect ").expect("the rows come out of a select");
        &sql[select..]
    }

    fn insert_from_ledger(self) -> &'static str {
        match self {
            Self::CustomerDays => include_str!("sql/rebuild_customer_days.sql"),
            Self::ItemDays => include_str!("sql/rebuild_item_days.sql"),
            Self::ScopeHours => include_str!("sql/rebuild_scope_hours.sql"),
            Self::ScopeDays => include_str!("sql/rebuild_scope_days.sql"),
        }
    }

    fn delete(self) -> &'static str {
        match self {
            Self::CustomerDays => include_str!("sql/delete_customer_days.sql"),
            Self::ItemDays => include_str!("sql/delete_item_days.sql"),
            Self::ScopeHours => include_str!("sql/delete_scope_hours.sql"),
            Self::ScopeDays => include_str!("sql/delete_scope_days.sql"),
        }
    }
}

/// Keeps everybody else from adding to the summaries until `tx` ends, and waits for those who do just now.
///
/// Errors: [`StoreError::Engine`].
pub async fn lock_summaries(tx: &mut Tx) -> Result<(), StoreError> {
    on_engine!(tx, connection, sql = ("sql/lock_summaries.sqlite.sql", "sql/lock_summaries.postgres.sql") =>
        sqlx::query(sql).execute(connection).await.map(drop))
}

/// Deletes, then computes, the rows of the business days from `from` to `to`, of every scope, and notes these days for whoever holds rows
/// in memory.
///
/// `tx` is a writing transaction; nobody sees the rows missing, and nobody adds to any until it ends. `now` is what the rows say of
/// when they changed. One day takes milliseconds; many at once hold back every other writer for as long as their ledger is.
/// Errors: [`StoreError`].
pub async fn rebuild(tx: &mut Tx, from: Day, to: Day, now: UnixMs) -> Result<(), StoreError> {
    lock_summaries(tx).await?;
    note_rewritten(tx, from, to).await?;
    let (from, to) = (i64::from(from.0), i64::from(to.0));
    for summary in Summary::ALL {
        on_engine!(&mut *tx, connection =>
            sqlx::query(summary.delete()).bind(from).bind(to).execute(connection).await.map(drop))?;
        // Only the days say when they changed.
        let stamp = (summary == Summary::ScopeDays).then_some(now.0);
        on_engine!(&mut *tx, connection => {
            let query = sqlx::query(summary.insert_from_ledger()).bind(from).bind(to);
            let query = if let Some(stamp) = stamp { query.bind(stamp) } else { query };
            query.execute(connection).await.map(drop)
        })?;
    }
    Ok(())
}
