//! What a database holds after a crash.

use std::collections::BTreeMap;
use std::path::Path;

use app::units::{Day, UnixMs};
use server::config::database::DatabaseUrl;
use server::db::{Db, Urgency, on_engine};
use server::entropy::Entropy;
use server::events::{self, EventData, EventKind};
use server::summaries::rebuild::rebuild;

/// As [`check`], of the embedded database in a file.
pub(crate) async fn check_file(file: &Path) -> BTreeMap<String, i64> {
    let db = Db::open(&DatabaseUrl::Sqlite(file.to_owned()), &Entropy::from_machine()).await.unwrap();
    let facts = check(&db).await;
    db.close().await;
    facts
}

/// The event of every sale and return by its id, and of every cancellation by `<id> cancelled`. Checks on the way that
/// log, ledger and summaries agree, in what happened and in every amount.
pub(crate) async fn check(db: &Db) -> BTreeMap<String, i64> {
    let facts: Vec<(String, i64)> = rows(db, FACTS).await;
    let (logged, amounts) = facts_of_log(db).await;
    assert_eq!(facts, logged, "the log and the ledger differ");
    assert_eq!(rows::<Amounts>(db, AMOUNTS).await, [amounts], "the amounts of log and ledger differ");
    let network = (amounts.0 - amounts.2, amounts.3 - amounts.1, amounts.2);
    assert_eq!(
        rows::<(i64, i64, i64)>(db, NETWORK).await,
        [network],
        "the amounts of log and summaries differ"
    );
    let kept = sums(db).await;
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    rebuild(&mut tx, Day(i32::MIN), Day(i32::MAX), UnixMs(0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept, sums(db).await, "the summaries and the ledger differ");
    let count = facts.len();
    let facts: BTreeMap<String, i64> = facts.into_iter().collect();
    assert_eq!(facts.len(), count, "something is there twice");
    facts
}

const FACTS: &str = "select uid, event_id from sales union all select uid, event_id from returns
    union all select coalesce(s.uid, r.uid) || ' cancelled', c.event_id from cancellations c
        left join sales s on s.id = c.sale_id left join returns r on r.id = c.return_id
    order by 2";
const AMOUNTS: &str = "
    select cast(coalesce((select sum(total) from sales), 0) as bigint),
        cast(coalesce((select sum(total) from returns), 0) as bigint),
        cast(coalesce((select sum(total) from sales where id in (select sale_id from cancellations)), 0) as bigint),
        cast(coalesce((select sum(total) from returns where id in (select return_id from cancellations)), 0) as bigint)";
const NETWORK: &str = "
    select cast(coalesce(sum(gross), 0) as bigint), cast(coalesce(sum(returned), 0) as bigint),
        cast(coalesce(sum(cancelled_amount), 0) as bigint)
    from scope_days
    where scope_id = 1";

/// Minor units sold, returned, and of these sold and cancelled, returned and cancelled.
type Amounts = (i64, i64, i64, i64);

async fn facts_of_log(db: &Db) -> (Vec<(String, i64)>, Amounts) {
    let mut tx = db.read().await.unwrap();
    let (mut after, last) = (0, events::store::last_id(&mut tx).await.unwrap());
    let (mut facts, mut amounts) = (Vec::new(), (0, 0, 0, 0));
    while after < last {
        for event in events::store::list_after(&mut tx, after, 1_000).await.unwrap() {
            after = event.id;
            let amount = match event.kind {
                EventKind::SaleRecorded => &mut amounts.0,
                EventKind::SaleReturned => &mut amounts.1,
                EventKind::SaleCancelled => &mut amounts.2,
                EventKind::ReturnCancelled => &mut amounts.3,
                EventKind::DayStarted | EventKind::OutletChanged => continue,
            };
            let (name, entry) = match event.data {
                EventData::Entry(entry) => (entry.id.clone(), entry),
                EventData::Cancellation(fact) => {
                    (format!("{} cancelled", fact.entry.id), Box::new(fact.entry))
                }
                other => panic!("{other:?}"),
            };
            *amount += entry.gross_minor;
            facts.push((name, event.id));
        }
    }
    tx.rollback().await.unwrap();
    (facts, amounts)
}

/// Every column of the four summaries, a text for each row.
const SUMS: &str = "
    select 'days ' || scope_id || ' ' || day || ' ' || currency || ' ' || orders || ' ' || gross || ' ' || tax || ' ' || discount
        || ' ' || qty || ' ' || returns || ' ' || returned || ' ' || returned_tax || ' ' || returned_qty || ' ' || cancelled
        || ' ' || cancelled_amount from scope_days
    union all
    select 'hours ' || scope_id || ' ' || day || ' ' || hour || ' ' || currency || ' ' || orders || ' ' || gross from scope_hours
    union all
    select 'items ' || scope_id || ' ' || day || ' ' || item_id || ' ' || currency || ' ' || qty || ' ' || amount from item_days
    union all
    select 'customers ' || outlet_id || ' ' || day || ' ' || customer_id || ' ' || currency || ' ' || orders || ' ' || gross
        from customer_days
    order by 1";

async fn sums(db: &Db) -> Vec<(String,)> {
    rows(db, SUMS).await
}

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
