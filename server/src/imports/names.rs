//! Names for items that a line without a name brought in.

use std::collections::HashSet;
use std::time::Instant;

use crate::db::{Db, StoreError, Urgency};
use crate::organisation::items::{self, NewItem};
use crate::organisation::version;
use crate::sales::NewEntry;

/// Names written in one transaction, which ends within the 5 ms that the background has.
const AT_ONCE: usize = 20;

/// Remembers items seen without a name until a line names them.
///
/// The writer names a new item by its first line, and by its code where that line has no name. Files name their items
/// sooner or later, and then the item gets its name; one that people have looked at keeps theirs.
#[derive(Debug, Default)]
pub struct Names {
    nameless: HashSet<String>,
    found: Vec<ItemName>,
}

/// The name of an item that was recorded without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemName {
    code: String,
    name: String,
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
                    self.found.push(ItemName { code: line.item.clone(), name: name.clone() });
                }
                _ => {}
            }
        }
    }

    /// The names found since the last call. They can be written once the entries noted so far are recorded.
    pub fn take_found(&mut self) -> Vec<ItemName> {
        std::mem::take(&mut self.found)
    }
}

/// Gives items in the database the names found for them, a few at a time.
///
/// An item that nobody recorded, because its sale was refused, has nothing to name. Errors: [`StoreError`]; writing the
/// same names again is right.
pub async fn write(db: &Db, found: &[ItemName]) -> Result<(), StoreError> {
    for found in found.chunks(AT_ONCE) {
        let began = Instant::now();
        let mut tx = db.write(Urgency::Background).await?;
        let mut has_named = false;
        for ItemName { code, name } in found {
            let item = items::find_item(&mut tx, code).await?;
            if let Some(item) = item.filter(|item| item.needs_review && item.name == item.code) {
                let named = NewItem { name: name.clone(), ..NewItem::from(&item) };
                items::update_item(&mut tx, item.id, &named).await?;
                has_named = true;
            }
        }
        if has_named {
            version::increment_version(&mut tx).await?;
        }
        tx.commit().await?;
        tokio::time::sleep(began.elapsed()).await;
    }
    Ok(())
}
