//! What a page shows of restatements.

use std::collections::HashMap;

use app::error::PageError;
use app::summaries::{HandedFile, MovedBy, Restated, RestatedPage};
use app::units::{Scope, UnixMs};

use super::carrier_store::{Carrier, Carriers, list_carriers};
use super::list::{Listing, list};
use super::model::{Reason, RestatementKey};
use super::store::{Question, RestatementRow};
use crate::db::Db;
use crate::organisation::business_day::place;
use crate::organisation::{Directory, DirectoryHandle, ScopeId};
use crate::summaries::totals;

/// One page, with the files of each row. Errors: [`PageError::Unavailable`].
pub async fn read(
    db: &Db,
    directory: &DirectoryHandle,
    question: &Question,
) -> Result<RestatedPage, PageError> {
    let mut tx = db.read().await?;
    let Listing { rows, next } = list(&mut tx, question).await?;
    let mut carriers = list_carriers(&mut tx, question, ScopeId::NETWORK).await?;
    tx.rollback().await?;
    let directory = directory.knowing(rows.iter().map(|row| row.key.outlet), db).await?;
    Ok(RestatedPage {
        rows: rows.into_iter().filter_map(|row| restated(&row, &mut carriers, &directory)).collect(),
        next: next.map(|position| position.to_string()),
    })
}

/// `None` for one whose outlet `directory` does not know.
fn restated(
    row: &RestatementRow,
    carriers: &mut HashMap<RestatementKey, Carriers>,
    directory: &Directory,
) -> Option<Restated> {
    let outlet = directory.outlet(row.key.outlet)?;
    let offset_of = |at: UnixMs| place(at, outlet).utc_offset_min;
    let Carriers { count, newest } = carriers.remove(&row.key).unwrap_or_default();
    let file = |Carrier { export, is_asked_again }: Carrier| HandedFile {
        place: match &export.scope {
            Scope::Network => "the whole network".to_owned(),
            scope => directory.scope_name(scope).map_or_else(|| scope.to_string(), str::to_owned),
        },
        asked_at: export.asked_at.with_offset(offset_of(export.asked_at)),
        last_asked_at: export.last_asked_at.with_offset(offset_of(export.last_asked_at)),
        title: export.title,
        name: export.file_name,
        times: export.times,
        address: export.address,
        is_asked_again,
    };
    Some(Restated {
        day: row.key.day,
        outlet: outlet.code.clone(),
        outlet_name: outlet.name.clone(),
        by: match row.key.reason {
            Reason::Sale => MovedBy::Sale,
            Reason::Return => MovedBy::Return,
            Reason::Cancellation => MovedBy::Cancellation,
            Reason::Drift => MovedBy::Drift,
        },
        facts: row.restated.facts,
        first_at: row.first_at.with_offset(offset_of(row.first_at)),
        last_at: row.last_at.with_offset(offset_of(row.last_at)),
        change: totals(row.key.currency, &row.restated.sums),
        file_count: count,
        files: newest.into_iter().map(file).collect(),
    })
}
