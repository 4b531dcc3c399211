//! Which outlet a file means, and the outlets it makes.

use std::collections::{HashMap, HashSet};

use app::units::{Code, UnixMs};
use tokio_util::sync::CancellationToken;

use super::mapping::Mapping;
use crate::db::{Db, StoreError, Urgency};
use crate::events::{self, EventData, EventKind, NewEvent, Origin};
use crate::organisation::store::{self, NewOutlet};
use crate::organisation::{Directory, DirectoryHandle, Outlet, OutletId, ScopeId};
use crate::patience::persist;

/// More new outlets than this are a sign that another column was meant.
const MOST_NEW: usize = 1_000;
/// Times that another process may make outlets just when this one does.
const MOST_COLLISIONS: usize = 5;
/// Bounds of a code.
const LONGEST_CODE: usize = 64;

/// Why an outlet cannot be found or made.
#[derive(Debug, thiserror::Error)]
pub enum OutletsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the file names more than {MOST_NEW} outlets that do not exist: is `columns.outlet` the right column?"
    )]
    TooMany,
}

/// Finds outlets by what a file calls them.
///
/// A name stands for the same outlet in every run, also after somebody has renamed the outlet: see [`choose`].
#[derive(Debug)]
pub struct Outlets {
    db: Db,
    directory: DirectoryHandle,
    found: HashMap<String, OutletId>,
    new: usize,
}

/// What a name stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Choice {
    Existing(OutletId),
    /// None that exists: the code of the outlet to be made.
    New(Code),
}

impl Outlets {
    pub fn new(db: Db, directory: DirectoryHandle) -> Self {
        Self { db, directory, found: HashMap::new(), new: 0 }
    }

    /// What the file's `name` stands for, as far as the directory knows.
    pub fn find(&mut self, name: &str, mapping: &Mapping) -> Choice {
        if let Some(&id) = self.found.get(name) {
            return Choice::Existing(id);
        }
        let choice = self.choose(name, mapping);
        if let Choice::Existing(id) = choice {
            self.found.insert(name.to_owned(), id);
        }
        choice
    }

    /// Makes an outlet as [`planned`], or finds the one that another process has made for its name meanwhile.
    ///
    /// Errors: [`OutletsError`]; a database that is locked or away is waited for, unless `stop` is told.
    pub async fn make(
        &mut self,
        planned: &Outlet,
        mapping: &Mapping,
        now: UnixMs,
        stop: &CancellationToken,
    ) -> Result<OutletId, OutletsError> {
        if self.new == MOST_NEW {
            return Err(OutletsError::TooMany);
        }
        let id = persist(stop, || self.made(planned, mapping, now)).await?;
        self.new += 1;
        self.found.insert(planned.name.clone(), id);
        Ok(id)
    }

    async fn made(&self, planned: &Outlet, mapping: &Mapping, now: UnixMs) -> Result<OutletId, StoreError> {
        let mut collisions = 0;
        loop {
            let code = match self.choose(&planned.name, mapping) {
                Choice::Existing(id) => return Ok(id),
                Choice::New(code) => code,
            };
            let inserted = self.insert(&Outlet { code, ..planned.clone() }, now).await;
            match inserted {
                // What took its place may be this very outlet, or another one with its code.
                Err(StoreError::Conflict { .. }) if collisions < MOST_COLLISIONS => collisions += 1,
                Err(error) => return Err(error),
                Ok(_) => {}
            }
            self.directory.reload(&self.db).await?;
            if let Ok(id) = inserted {
                return Ok(id);
            }
        }
    }

    async fn insert(&self, planned: &Outlet, now: UnixMs) -> Result<OutletId, StoreError> {
        let mut tx = self.db.write(Urgency::Background).await?;
        let (region, franchise) = store::unassigned(&mut tx).await?;
        let outlet = NewOutlet { region, franchise, ..NewOutlet::from(planned) };
        let id = store::insert_outlet(&mut tx, &outlet).await?;
        let event = NewEvent {
            kind: EventKind::OutletChanged,
            outlet: id,
            at: now,
            origin: Origin::Import,
            data: EventData::OutletChanged {},
        };
        events::append(&mut tx, &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    fn choose(&self, name: &str, mapping: &Mapping) -> Choice {
        let taken: HashSet<OutletId> = self.found.values().copied().collect();
        choose(name, mapping, &self.directory.current(), &taken)
    }
}

/// The outlet that an import would make for `name`, still without an id and a place in the organisation.
///
/// `None`: the mapping gives no leave to make outlets.
#[must_use]
pub fn planned(name: &str, code: Code, mapping: &Mapping) -> Option<Outlet> {
    let (true, Some(time_zone), Some(currency)) =
        (mapping.create.outlets, mapping.time_zone, mapping.currency)
    else {
        return None;
    };
    Some(Outlet {
        id: OutletId(0),
        code,
        name: name.to_owned(),
        region: ScopeId(0),
        franchise: ScopeId(0),
        time_zone,
        currency,
        country: None,
        cutoff_min: 0,
        opening_hours: None,
        is_open: true,
    })
}

/// The outlet of `directory` that the file calls `name`, if there is one; `taken` are those that other names stand for.
#[must_use]
pub fn existing(
    name: &str,
    mapping: &Mapping,
    directory: &Directory,
    taken: &HashSet<OutletId>,
) -> Option<OutletId> {
    match choose(name, mapping, directory, taken) {
        Choice::Existing(id) => Some(id),
        Choice::New(_) => None,
    }
}

/// What `name` stands for.
///
/// The mapping's own list comes first, then an outlet of exactly this name, then the name's slug. A slug that another
/// name of this file has taken, or whose outlet has another name with the same slug, gets `-2` and so on. An outlet with
/// that code and quite another name was renamed since, and is still meant.
fn choose(name: &str, mapping: &Mapping, directory: &Directory, taken: &HashSet<OutletId>) -> Choice {
    if let Some(code) = mapping.outlets.get(name) {
        let existing = directory.outlet_by_code(code).map(|outlet| Choice::Existing(outlet.id));
        return existing.unwrap_or_else(|| Choice::New(code.clone()));
    }
    let named = directory.outlets().find(|outlet| outlet.name == name && !taken.contains(&outlet.id));
    if let Some(outlet) = named {
        return Choice::Existing(outlet.id);
    }
    let base = slug_of(name);
    let candidates = std::iter::once(base.clone()).chain((2_u32..).map(|count| numbered(&base, count)));
    for text in candidates {
        let Ok(code) = text.parse::<Code>() else { continue };
        match directory.outlet_by_code(&code) {
            None => return Choice::New(code),
            Some(outlet) if !taken.contains(&outlet.id) && slug_of(&outlet.name) != base => {
                return Choice::Existing(outlet.id);
            }
            Some(_) => {}
        }
    }
    unreachable!("there are more numbers than outlets")
}

fn slug_of(name: &str) -> String {
    let slug = slug::slugify(name);
    let slug = slug.get(..LONGEST_CODE).unwrap_or(&slug).trim_end_matches('-');
    if slug.is_empty() { "outlet".to_owned() } else { slug.to_owned() }
}

fn numbered(base: &str, count: u32) -> String {
    let end = format!("-{count}");
    let start = base.get(..LONGEST_CODE - end.len()).unwrap_or(base);
    format!("{start}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::on_both_engines;
    use crate::imports::testing;

    const MAKES: &str = "[create]\noutlets = true\n[outlets]\n\"Head Office\" = \"hq\"";

    fn mapping(sections: &str) -> Mapping {
        Mapping::parse(&testing::text("", sections)).unwrap()
    }

    async fn codes(outlets: &mut Outlets, names: &[&str], mapping: &Mapping) -> Vec<Option<String>> {
        let mut codes = Vec::new();
        for name in names {
            let id = match outlets.find(name, mapping) {
                Choice::Existing(id) => Some(id),
                Choice::New(code) => match planned(name, code, mapping) {
                    Some(planned) => {
                        let stop = CancellationToken::new();
                        Some(outlets.make(&planned, mapping, UnixMs(0), &stop).await.unwrap())
                    }
                    None => None,
                },
            };
            let directory = outlets.directory.current();
            codes.push(id.and_then(|id| directory.outlet(id)).map(|outlet| outlet.code.to_string()));
        }
        codes
    }

    #[tokio::test]
    async fn outlets_are_made_once_by_their_slug() {
        on_both_engines(async |db| {
            let names =
                ["United Kingdom", "St. John's", "St John s", "Zürich", "日本", "Head Office", "Zürich"];
            let expected = ["united-kingdom", "st-john-s", "st-john-s-2", "zurich", "ri-ben", "hq", "zurich"];
            let expected: Vec<_> = expected.map(|code| Some(code.to_owned())).into();
            for run in 0..2 {
                let directory = DirectoryHandle::load(&db).await.unwrap();
                let mut outlets = Outlets::new(db.clone(), directory);
                assert_eq!(codes(&mut outlets, &names, &mapping(MAKES)).await, expected, "run {run}");
            }
            let directory = DirectoryHandle::load(&db).await.unwrap().current();
            let unassigned = "region:unassigned".parse().unwrap();
            assert_eq!(directory.outlets_of(&unassigned).len(), 6);
        })
        .await;
    }

    #[tokio::test]
    async fn an_unknown_outlet_is_not_made_without_leave() {
        on_both_engines(async |db| {
            let directory = DirectoryHandle::load(&db).await.unwrap();
            let mut outlets = Outlets::new(db, directory);
            assert_eq!(codes(&mut outlets, &["MG Road"], &mapping("")).await, [None]);
        })
        .await;
    }

    #[test]
    fn a_renamed_outlet_is_still_meant() {
        let renamed = crate::organisation::Outlet { name: "Mahatma Gandhi Road".into(), ..testing::outlet() };
        let directory = Directory::new(Vec::new(), vec![renamed.clone()], None);
        let choice = |taken: &[OutletId]| {
            choose("MG Road", &mapping(MAKES), &directory, &taken.iter().copied().collect())
        };
        assert_eq!(choice(&[]), Choice::Existing(renamed.id));
        assert_eq!(choice(&[renamed.id]), Choice::New("mg-road-2".parse().unwrap()));
    }
}
