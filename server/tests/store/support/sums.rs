//! The rows of the summaries, to be compared as a whole.

use app::units::{Day, UnixMs};
use server::db::{Db, Urgency, on_engine};
use server::summaries::rebuild::rebuild;

/// Every row of the four tables in order of their keys, a line each.
pub(crate) async fn sums(db: &Db) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let mut lines = Vec::new();
    macro_rules! dump {
        ($name:literal, $from:literal, $columns:literal, $row:ty) => {
            let sql = concat!("select ", $columns, " from ", $from, " order by 1, 2, 3, 4");
            let rows = on_engine!(&mut tx, connection => sqlx::query_as::<_, $row>(sql).fetch_all(connection).await);
            lines.extend(rows.unwrap().into_iter().map(|row| format!("{} {row:?}", $name)));
        };
    }
    // Row ids of items and customers may have gaps; their codes tell which they are.
    dump!(
        "scope_hours",
        "scope_hours",
        "scope_id, day, hour, currency, orders, gross",
        (i64, i64, i64, String, i64, i64)
    );
    dump!(
        "item_days",
        "item_days join items on id = item_id",
        "scope_id, day, code, currency, qty, amount",
        (i64, i64, String, String, i64, i64)
    );
    dump!(
        "customer_days",
        "customer_days join customers on id = customer_id",
        "outlet_id, day, ref, currency, orders, gross",
        (i64, i64, String, String, i64, i64)
    );
    tx.rollback().await.unwrap();
    lines.extend(scope_days(db).await.iter().map(|day| format!("scope_days {day:?}")));
    lines
}

/// A row of `scope_days`.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ScopeDay {
    pub(crate) scope_id: i64,
    pub(crate) day: i64,
    pub(crate) currency: String,
    orders: i64,
    pub(crate) gross: i64,
    tax: i64,
    discount: i64,
    qty: i64,
    returns: i64,
    returned: i64,
    returned_tax: i64,
    returned_qty: i64,
    cancelled: i64,
    cancelled_amount: i64,
}

impl ScopeDay {
    /// In the order of the columns.
    pub(crate) fn measures(&self) -> [i64; 11] {
        let sold = [self.orders, self.gross, self.tax, self.discount, self.qty];
        let returned = [self.returns, self.returned, self.returned_tax, self.returned_qty];
        let all = [&sold[..], &returned, &[self.cancelled, self.cancelled_amount]].concat();
        all.try_into().unwrap()
    }
}

pub(crate) async fn scope_days(db: &Db) -> Vec<ScopeDay> {
    let mut tx = db.read().await.unwrap();
    let sql = "select * from scope_days order by scope_id, day, currency";
    let rows =
        on_engine!(&mut tx, connection => sqlx::query_as::<_, ScopeDay>(sql).fetch_all(connection).await);
    tx.rollback().await.unwrap();
    rows.unwrap()
}

/// The same rows computed from the ledger alone. The kept ones stay.
pub(crate) async fn rebuilt_sums(db: &Db) -> Vec<String> {
    let kept = sums(db).await;
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    // A million facts in one statement are more than a server's usual patience.
    if matches!(db, Db::Postgres(_)) {
        let sql = "set local statement_timeout = 0";
        on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).unwrap();
    }
    rebuild(&mut tx, Day(i32::MIN), Day(i32::MAX), UnixMs(0)).await.unwrap();
    tx.commit().await.unwrap();
    let rebuilt = sums(db).await;
    assert_eq!(kept.len(), rebuilt.len(), "rows are missing or too many");
    rebuilt
}
