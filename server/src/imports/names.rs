//! Names for items that a line without a name brought in.

use std::collections::HashSet;

use crate::db::{Db, StoreError, Urgency};
use crate::organisation::items::{self, NewItem};
use crate::sales::NewEntry;

/// Remembers items seen without a name until a line names them.
///
/// The writer names a new item by its first line, and by its code where that line has no name. Files name their items
/// sooner or later, and then the item gets its name; one that people have looked at keeps theirs.
#[derive(Debug, Default)]
pub struct Names {
    nameless: HashSet<String>,
    found: Vec<(String, String)>,
}

impl Names {
    /// Looks through the lines of an entry on its way to the ledger.
    pub fn note(&mut self, entry: &NewEntry) {
        for line in &entry.lines {
            match &line.name {
                None if !self.nameless.contains(&line.item) => {
                    self.nameless.insert(line.item.clone());
                }
                Some(name) if self.nameless.remove(&line.item) => {
                    self.found.push((line.item.clone(), name.clone()));
                }
                _ => {}
            }
        }
    }

    /// Gives the items in the database the names found since.
    ///
    /// Errors: [`StoreError`].
    pub async fn write(&mut self, db: &Db) -> Result<(), StoreError> {
        if self.found.is_empty() {
            return Ok(());
        }
        let mut tx = db.write(Urgency::Background).await?;
        let mut is_yet_to_come = Vec::new();
        for (code, name) in self.found.drain(..) {
            match items::find_item(&mut tx, &code).await? {
                Some(item) if item.needs_review && item.name == item.code => {
                    let named = NewItem { name, ..NewItem::from(&item) };
                    items::update_item(&mut tx, item.id, &named).await?;
                }
                Some(_) => {}
                None => is_yet_to_come.push((code, name)),
            }
        }
        self.found = is_yet_to_come;
        tx.commit().await
    }
}
