//! What a key allows.

use std::fmt;
use std::str::FromStr;

use app::units::{Code, Scope};

use crate::organisation::{Directory, Outlet};

/// A valid key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: i64,
    /// How people refer to it; not secret.
    pub public_id: String,
    pub name: String,
    /// Whatever it allows, it allows within this scope.
    pub scope: Scope,
    pub rights: Rights,
}

/// What may be done with a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Record sales, returns and cancellations.
    pub ingest: bool,
    /// Read figures, sales and events.
    pub read: bool,
    /// Record sales of items that are not known yet.
    pub create_items: bool,
}

/// Why a text names no rights.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedRights {
    #[error("{0:?} is no right: expected ingest, read or create_items, separated by commas")]
    Unknown(String),
    #[error("a key needs ingest or read: create_items adds to ingest")]
    Useless,
}

/// Whether `scope` lies within `reach`, for a directory that knows which outlets stand where.
///
/// The one policy for pages, API, stream and cache. A scope that does not exist lies within the network only, so that
/// a narrower caller learns nothing from the difference.
#[must_use]
pub fn covers(reach: &Scope, scope: &Scope, directory: &Directory) -> bool {
    match (reach, scope) {
        (Scope::Network, _) => true,
        (reach, scope) if reach == scope => true,
        (reach, Scope::Outlet(code)) => {
            let reach = directory.scope_id(reach);
            let outlet = directory.outlet_by_code(code);
            reach.zip(outlet).is_some_and(|(reach, outlet)| outlet.is_within(reach))
        }
        _ => false,
    }
}

impl Key {
    /// Whether the key may record something at `outlet`.
    #[must_use]
    pub fn may_record_at(&self, outlet: &Outlet, directory: &Directory) -> bool {
        self.may_record_at_code(&outlet.code, directory)
    }

    /// The same for an outlet that need not exist.
    #[must_use]
    pub fn may_record_at_code(&self, outlet: &Code, directory: &Directory) -> bool {
        self.rights.ingest && covers(&self.scope, &Scope::Outlet(outlet.clone()), directory)
    }
}

impl FromStr for Rights {
    type Err = MalformedRights;

    fn from_str(text: &str) -> Result<Self, MalformedRights> {
        let mut rights = Self::default();
        for name in text.split(',').map(str::trim) {
            match name {
                "ingest" => rights.ingest = true,
                "read" => rights.read = true,
                "create_items" => rights.create_items = true,
                _ => return Err(MalformedRights::Unknown(name.to_owned())),
            }
        }
        let is_useful = rights.ingest || (rights.read && !rights.create_items);
        if is_useful { Ok(rights) } else { Err(MalformedRights::Useless) }
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let granted = [(self.ingest, "ingest"), (self.read, "read"), (self.create_items, "create_items")];
        let names: Vec<&str> =
            granted.into_iter().filter_map(|(is_granted, name)| is_granted.then_some(name)).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_read_in_any_order_and_written_in_one() {
        let rights: Rights = " create_items, read,ingest ".parse().unwrap();
        assert_eq!(rights.to_string(), "ingest,read,create_items");
        assert_eq!("read".parse(), Ok(Rights { read: true, ..Rights::default() }));
    }

    #[test]
    fn rights_that_say_nothing_are_refused() {
        for text in ["", "all", "ingest,", "read,write"] {
            assert!(matches!(text.parse::<Rights>(), Err(MalformedRights::Unknown(_))), "{text}");
        }
        assert_eq!("create_items".parse::<Rights>(), Err(MalformedRights::Useless));
        assert_eq!("create_items,read".parse::<Rights>(), Err(MalformedRights::Useless));
    }
}
