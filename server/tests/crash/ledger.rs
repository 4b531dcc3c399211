//! What a database holds after a crash.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use server::config::database::DatabaseUrl;
use server::db::{Db, Urgency, on_engine};
use server::entropy::Entropy;
use server::events::{self, EventData, EventKind};
use server::summaries::rebuild::rebuild;

/// The recorded sales: UUID to event id. Checks on the way that log, ledger and summaries agree.
pub(crate) async fn check(file: &Path) -> BTreeMap<String, i64> {
    let db = Db::open(&DatabaseUrl::Sqlite(file.to_owned()), &Entropy::from_machine()).await.unwrap();
    let sales: Vec<(String, i64)> = rows(&db, "select uid, event_id from sales order by event_id").await;
    let logged = sales_of_log(&db).await;
    assert_eq!(sales, logged, "the log and the ledger differ");
    let kept = sums(&db).await;
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    rebuild(&mut tx, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept, sums(&db).await, "the summaries and the ledger differ");
    db.close().await;
    let ids: BTreeSet<&String> = sales.iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), sales.len(), "a sale is there twice");
    sales.into_iter().collect()
}

async fn sales_of_log(db: &Db) -> Vec<(String, i64)> {
    let mut tx = db.read().await.unwrap();
    let (mut after, last) = (0, events::store::last_id(&mut tx).await.unwrap());
    let mut sales = Vec::new();
    while after < last {
        for event in events::store::list_after(&mut tx, after, 1_000).await.unwrap() {
            after = event.id;
            if let (EventKind::SaleRecorded, EventData::Entry(sale)) = (event.kind, event.data) {
                sales.push((sale.id, event.id));
            }
        }
    }
    tx.rollback().await.unwrap();
    sales
}

async fn sums(db: &Db) -> (Vec<Sum>, Vec<Sum>, Vec<Sum>) {
    (
        rows(db, "select scope_id, day, orders, gross from scope_days order by 1, 2, currency").await,
        rows(db, "select scope_id, day, hour, gross from scope_hours order by 1, 2, 3, currency").await,
        rows(db, "select scope_id, day, item_id, amount from item_days order by 1, 2, 3, currency").await,
    )
}

type Sum = (i64, i64, i64, i64);

async fn rows<R>(db: &Db, sql: &'static str) -> Vec<R>
where
    R: Send
        + Unpin
        + for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>,
{
    let mut tx = db.read().await.unwrap();
    let rows = on_engine!(&mut tx, connection => sqlx::query_as(sql).fetch_all(connection).await).unwrap();
    tx.rollback().await.unwrap();
    rows
}
