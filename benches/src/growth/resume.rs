//! Events that are kept: what a reader pays who comes back after having missed some.

use anyhow::{Result, ensure};
use rusqlite::named_params;
use server::db::Db;
use server::events::store::{epoch, last_id, list_after, oldest_id};

use super::books::Books;
use super::course::{Course, Law};
use super::fresh::Fresh;
use super::slope::median_us;

const EVENTS: [usize; 2] = [30_000, 300_000];
const MISSED: usize = 500;
/// Events read at once, as the stream does.
const CHUNK: usize = 100;
/// Readers of a sample.
const RESUMES: usize = 15;

const LAW: Law = Law {
    what: "growth: events kept 30,000 → 300,000, resume after 500 that were missed",
    unit: "µs",
    bound: 1.2,
};

/// Readers of both logs, 500 events behind the end.
pub(super) async fn run(course: &mut Course) -> Result<()> {
    let mut logs = Vec::new();
    for events in EVENTS {
        logs.push(fill(course, events).await?);
    }
    course
        .measure(&LAW, async |_, size| {
            let (db, events) = (&logs[size as usize].db, EVENTS[size as usize]);
            median_us(RESUMES, async || resume(db, events).await).await
        })
        .await
}

/// A log of one sale's event again and again, as the writer writes it.
async fn fill(course: &Course, events: usize) -> Result<Fresh> {
    let mut books = Books::open(&course.folder, 1, true).await?;
    books.fill(books.fresh.outlets[0], 1).await?;
    let fresh = books.close().await;
    fresh.fill(
        include_str!("sql/repeat_event.sqlite.sql"),
        named_params! { "$more": i64::try_from(events - 1)? },
        events - 1,
    )?;
    Ok(fresh)
}

/// Looks where the log begins and ends and reads what was missed. Errors: when an event is missing, repeated or out of order.
async fn resume(db: &Db, events: usize) -> Result<()> {
    let mut tx = db.read().await?;
    let (oldest, last) = (oldest_id(&mut tx).await?, last_id(&mut tx).await?);
    ensure!(!epoch(&mut tx).await?.is_empty(), "the log has no epoch");
    tx.rollback().await?;
    ensure!((oldest, last) == (Some(1), i64::try_from(events)?), "the log is {oldest:?} to {last}");
    let mut after = last - i64::try_from(MISSED)?;
    while after < last {
        let mut tx = db.read().await?;
        let read = list_after(&mut tx, after, CHUNK).await?;
        tx.rollback().await?;
        ensure!(read.len() == CHUNK, "{} events were read after {after}", read.len());
        for event in read {
            ensure!(event.id == after + 1, "event {} follows {after}", event.id);
            after = event.id;
        }
    }
    Ok(())
}
