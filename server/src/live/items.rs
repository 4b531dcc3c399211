//! What items are called, so far as boards need it.

use std::collections::HashMap;
use std::sync::Arc;

/// Codes and names of the items that were sold on a watched day, by item id.
#[derive(Debug, Default)]
pub(super) struct ItemNames {
    known: HashMap<i64, ItemName>,
    /// Bounds of the ids that were asked for and are not known.
    wanted: Option<(i64, i64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemName {
    pub(super) code: Arc<str>,
    pub(super) name: Arc<str>,
}

impl ItemNames {
    pub(super) fn get(&self, item: i64) -> Option<&ItemName> {
        self.known.get(&item)
    }

    /// Notes that a board will show this item.
    pub(super) fn want(&mut self, item: i64) {
        if !self.known.contains_key(&item) {
            let (low, high) = self.wanted.unwrap_or((item, item));
            self.wanted = Some((low.min(item), high.max(item)));
        }
    }

    /// The first and last id to read from the store, if any is missing.
    pub(super) fn wanted(&self) -> Option<(i64, i64)> {
        self.wanted
    }

    /// Takes what the store had between the wanted ids.
    pub(super) fn learn(&mut self, names: impl IntoIterator<Item = (i64, ItemName)>) {
        self.known.extend(names);
        self.wanted = None;
    }

    /// Asks for every known name again: they may have changed.
    pub(super) fn forget(&mut self) {
        for item in std::mem::take(&mut self.known).into_keys() {
            self.want(item);
        }
    }
}
