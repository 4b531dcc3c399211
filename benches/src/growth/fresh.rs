//! A database with outlets and nothing else, and a fast way to fill it.

use std::path::Path;

use anyhow::{Result, ensure};
use app::units::Scope;
use rusqlite::{Connection, Params};
use server::config::database::DatabaseUrl;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::organisation::OutletId;
use server::organisation::store::{NewOutlet, ensure_scope, insert_outlet};
use tempfile::TempDir;

pub(super) const CURRENCY: &str = "INR";

/// Removed when it is dropped: let nobody write to it by then.
pub(super) struct Fresh {
    pub(super) db: Db,
    pub(super) outlets: Vec<OutletId>,
    data: TempDir,
}

impl Fresh {
    /// Makes the database in a folder of its own inside `folder`, with so many outlets of one region and one franchise.
    pub(super) async fn open(folder: &Path, outlets: usize) -> Result<Self> {
        let data = TempDir::new_in(folder)?;
        let db = Db::open(&DatabaseUrl::choose(None, data.path())?, &Entropy::from_machine()).await?;
        let mut tx = db.write(Urgency::Foreground).await?;
        let region = ensure_scope(&mut tx, &"region:r".parse::<Scope>()?, "R").await?;
        let franchise = ensure_scope(&mut tx, &"franchise:f".parse::<Scope>()?, "F").await?;
        let mut made = Vec::new();
        for number in 1..=outlets {
            let code = format!("bench-{number}");
            let outlet = NewOutlet {
                code: code.parse()?,
                name: code,
                region,
                franchise,
                time_zone: "Asia/Kolkata".parse()?,
                currency: CURRENCY.parse()?,
                country: None,
                cutoff_min: 0,
                opening_hours: None,
                is_open: true,
            };
            made.push(insert_outlet(&mut tx, &outlet).await?);
        }
        tx.commit().await?;
        Ok(Self { db, outlets: made, data })
    }

    /// Another connection to the same file, for what the product has no statement for.
    pub(super) fn connect(&self) -> Result<Connection> {
        Ok(Connection::open(self.data.path().join("scoopjoy.db"))?)
    }

    /// Runs a statement that inserts `rows` rows, in memory until it is done and in the file afterwards.
    pub(super) fn fill(&self, sql: &str, parameters: impl Params, rows: usize) -> Result<()> {
        let filler = self.connect()?;
        filler.pragma_update(None, "synchronous", "off")?;
        filler.pragma_update(None, "cache_size", -512 * 1_024)?;
        let inserted = filler.execute(sql, parameters)?;
        ensure!(inserted == rows, "{inserted} rows were made instead of {rows}");
        let is_busy: bool = filler.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
        ensure!(!is_busy, "the log of a fresh database is in use");
        Ok(())
    }
}
