//! What computing all summaries of thirty days anew costs, against the sums by outlet that it cannot do without.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use app::units::{Day, UnixMs};
use rusqlite::{Connection, OpenFlags, named_params};
use serde_json::{Value, json};
use server::clock::{Clock as _, SystemClock};
use server::db::Urgency;
use server::summaries::rebuild::rebuild;

use super::ours::Ours;
use super::raw::Raw;
use crate::quiet::Gate;
use crate::table::{Table, median, spread};

const PAIRS: usize = 3;
const DAYS: i32 = 30;
/// What each of the four tables needs of the ledger, written to a table that is thrown away.
const SUMS: [&str; 4] = [
    include_str!("sql/group_customer_days.sqlite.sql"),
    include_str!("sql/group_item_days.sqlite.sql"),
    include_str!("sql/group_scope_hours.sqlite.sql"),
    include_str!("sql/group_scope_days.sqlite.sql"),
];

/// Both in the order A B B A on the database in `data`, neither committed.
pub(crate) async fn run(data: &Path, gate: &mut Gate, table: &mut Table) -> Result<Value> {
    let (_, last) = Raw::open(data)?.bounds()?;
    // The last day may not be over.
    let (from, to) = (last.plus(-DAYS), last.plus(-1));
    let ours = Ours::open(data).await?;
    let before = gate.pass(data)?;
    let (mut rebuilt, mut grouped, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..PAIRS {
        let mut taken = [0.0; 2];
        for which in if pair % 2 == 0 { [0, 1] } else { [1, 0] } {
            taken[which] =
                if which == 0 { rebuild_ms(&ours, from, to).await? } else { group_ms(data, from, to)? };
        }
        ratios.push(taken[0] / taken[1]);
        rebuilt.push(taken[0]);
        grouped.push(taken[1]);
    }
    let after = gate.pass(data)?;
    ours.close().await;
    let quiet = before["quiet"] == true && after["quiet"] == true;
    let report = json!({ "rebuild_ms": rebuilt, "group_by_ms": grouped, "ratios": ratios, "quiet": quiet });
    table.add(
        "rebuild of all summaries of 30 days ÷ the four GROUP BYs by outlet, written to tables",
        format!(
            "{}; {:.0} ms ÷ {:.0} ms",
            spread(&mut ratios, 2),
            median(&mut rebuilt),
            median(&mut grouped)
        ),
        "≤ 2",
        quiet,
    );
    Ok(report)
}

async fn rebuild_ms(ours: &Ours, from: Day, to: Day) -> Result<f64> {
    let mut tx = ours.db.write(Urgency::Background).await?;
    let begun = Instant::now();
    rebuild(&mut tx, from, to, UnixMs(SystemClock.now_ms())).await?;
    let taken = begun.elapsed();
    tx.rollback().await?;
    Ok(taken.as_secs_f64() * 1e3)
}

fn group_ms(data: &Path, from: Day, to: Day) -> Result<f64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let ledger = Connection::open_with_flags(data.join("scoopjoy.db"), flags)?;
    let begun = Instant::now();
    for sql in SUMS {
        ledger.execute(sql, named_params! { "$first": from.0, "$last": to.0 })?;
    }
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}
