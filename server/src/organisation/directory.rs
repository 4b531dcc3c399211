//! The organisation in memory: immutable, so that whoever holds one sees one state.

use std::collections::HashMap;

use app::units::{Code, Currency, Scope};

use super::{Membership, Outlet, OutletId, ScopeId};

/// Every scope and outlet at one moment. Source: [`store::load_directory`](super::store::load_directory).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Directory {
    scopes: HashMap<ScopeId, NamedScope>,
    ids: HashMap<Scope, ScopeId>,
    /// By code.
    outlets: Vec<Outlet>,
    by_id: HashMap<OutletId, usize>,
    /// Where outlets belonged before they were moved.
    former: HashMap<OutletId, Vec<Membership>>,
    default_currency: Option<Currency>,
}

/// A scope with the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedScope {
    pub id: ScopeId,
    pub scope: Scope,
    pub name: String,
}

impl Directory {
    /// Joins what the store read. Outlets refer to scopes by id.
    #[must_use]
    pub fn new(
        scopes: Vec<NamedScope>,
        mut outlets: Vec<Outlet>,
        default_currency: Option<Currency>,
    ) -> Self {
        outlets.sort_by(|a, b| a.code.cmp(&b.code));
        Self {
            ids: scopes.iter().map(|named| (named.scope.clone(), named.id)).collect(),
            scopes: scopes.into_iter().map(|named| (named.id, named)).collect(),
            by_id: outlets.iter().enumerate().map(|(index, outlet)| (outlet.id, index)).collect(),
            outlets,
            former: HashMap::new(),
            default_currency,
        }
    }

    /// The same, knowing where outlets belonged before they were moved.
    #[must_use]
    pub fn with_former(mut self, former: impl IntoIterator<Item = (OutletId, Membership)>) -> Self {
        for (outlet, membership) in former {
            self.former.entry(outlet).or_default().push(membership);
        }
        self
    }

    /// The outlet with this code.
    #[must_use]
    pub fn outlet_by_code(&self, code: &Code) -> Option<&Outlet> {
        let index = self.outlets.binary_search_by(|outlet| outlet.code.cmp(code)).ok()?;
        self.outlets.get(index)
    }

    /// The outlet with this id.
    #[must_use]
    pub fn outlet(&self, id: OutletId) -> Option<&Outlet> {
        self.by_id.get(&id).and_then(|&index| self.outlets.get(index))
    }

    /// All outlets, open and closed, by code.
    pub fn outlets(&self) -> impl Iterator<Item = &Outlet> {
        self.outlets.iter()
    }

    /// The outlets within `scope`, by code; none for one that does not exist.
    #[must_use]
    pub fn outlets_of(&self, scope: &Scope) -> Vec<&Outlet> {
        let Some(id) = self.scope_id(scope) else { return Vec::new() };
        self.outlets().filter(|outlet| outlet.is_within(id)).collect()
    }

    /// The outlets within `scope` and those that ever were, by code: all that may have facts in it.
    #[must_use]
    pub fn outlets_ever_of(&self, scope: ScopeId) -> Vec<&Outlet> {
        self.outlets().filter(|outlet| self.scopes_ever_of(outlet).contains(&scope)).collect()
    }

    /// The scopes that `outlet` is within or ever was.
    #[must_use]
    pub fn scopes_ever_of(&self, outlet: &Outlet) -> Vec<ScopeId> {
        let mut scopes = outlet.membership().scopes_of(outlet.id).to_vec();
        for former in self.former.get(&outlet.id).into_iter().flatten() {
            scopes.extend([former.region, former.franchise]);
        }
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// All scopes of one kind or of all kinds, unordered.
    pub fn scopes(&self) -> impl Iterator<Item = &NamedScope> {
        self.scopes.values()
    }

    /// The id of `scope`, if it exists.
    #[must_use]
    pub fn scope_id(&self, scope: &Scope) -> Option<ScopeId> {
        self.ids.get(scope).copied()
    }

    /// The scope with this id.
    #[must_use]
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(&id).map(|named| &named.scope)
    }

    /// What people call `scope`.
    #[must_use]
    pub fn scope_name(&self, scope: &Scope) -> Option<&str> {
        let id = self.scope_id(scope)?;
        self.scopes.get(&id).map(|named| named.name.as_str())
    }

    /// The hour at which the bars of `scope` begin: its outlets' cut-off where they share one at a whole hour, else 0.
    #[must_use]
    pub fn common_cutoff_hour(&self, scope: &Scope) -> u8 {
        let mut cutoffs = self.outlets_of(scope).into_iter().map(|outlet| outlet.cutoff_min);
        match cutoffs.next() {
            Some(first) if first.is_multiple_of(60) && cutoffs.all(|other| other == first) => {
                u8::try_from(first / 60).unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// The currency in which nothing is said of `scope`: its outlets' where they share one, else the organisation's.
    #[must_use]
    pub fn usual_currency(&self, scope: &Scope) -> Option<Currency> {
        let mut currencies = self.outlets_of(scope).into_iter().map(|outlet| outlet.currency);
        let first = currencies.next();
        let shared = first.filter(|first| currencies.all(|other| other == *first));
        shared.or(self.default_currency).or(first)
    }

    /// The currency of the organisation file, for outlets that name none.
    #[must_use]
    pub fn default_currency(&self) -> Option<Currency> {
        self.default_currency
    }
}

impl Outlet {
    /// Whether the outlet is part of `scope`.
    #[must_use]
    pub fn is_within(&self, scope: ScopeId) -> bool {
        self.membership().is_within(self.id, scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: i64, scope: &str) -> NamedScope {
        NamedScope { id: ScopeId(id), scope: scope.parse().unwrap(), name: scope.to_uppercase() }
    }

    fn outlet(id: i64, code: &str, region: i64, cutoff_min: u16) -> Outlet {
        Outlet {
            id: OutletId(id),
            code: code.parse().unwrap(),
            name: code.to_owned(),
            region: ScopeId(region),
            franchise: ScopeId(4),
            time_zone: chrono_tz::Asia::Kolkata,
            currency: "INR".parse().unwrap(),
            country: None,
            cutoff_min,
            opening_hours: None,
            is_open: true,
        }
    }

    fn directory() -> Directory {
        let scopes =
            ["network", "region:south", "region:north", "franchise:f", "outlet:b", "outlet:a", "outlet:c"];
        let scopes = scopes.iter().zip(1..).map(|(scope, id)| named(id, scope)).collect();
        Directory::new(
            scopes,
            vec![outlet(5, "b", 2, 240), outlet(6, "a", 2, 240), outlet(7, "c", 3, 90)],
            None,
        )
    }

    #[test]
    fn a_scope_holds_its_outlets_by_code() {
        let directory = directory();
        let codes = |scope: &str| -> Vec<String> {
            directory
                .outlets_of(&scope.parse().unwrap())
                .iter()
                .map(|outlet| outlet.code.to_string())
                .collect()
        };
        assert_eq!(codes("network"), ["a", "b", "c"]);
        assert_eq!(codes("region:south"), ["a", "b"]);
        assert_eq!(codes("franchise:f"), ["a", "b", "c"]);
        assert_eq!(codes("outlet:c"), ["c"]);
        assert!(codes("region:east").is_empty());
    }

    #[test]
    fn a_scope_remembers_the_outlets_that_left_it() {
        let former = Membership { region: ScopeId(3), franchise: ScopeId(4) };
        let directory = directory().with_former([(OutletId(5), former)]);
        let codes = |id: i64| -> Vec<&str> {
            directory.outlets_ever_of(ScopeId(id)).iter().map(|outlet| outlet.code.as_str()).collect()
        };
        assert_eq!((codes(2), codes(3), codes(1)), (vec!["a", "b"], vec!["b", "c"], vec!["a", "b", "c"]));
    }

    #[test]
    fn outlets_and_scopes_are_found_both_ways() {
        let directory = directory();
        let by_code = directory.outlet_by_code(&"b".parse().unwrap());
        assert_eq!(by_code, directory.outlet(OutletId(5)));
        assert_eq!(by_code.map(|outlet| outlet.id), Some(OutletId(5)));
        let south = "region:south".parse().unwrap();
        assert_eq!(directory.scope_id(&south), Some(ScopeId(2)));
        assert_eq!(directory.scope(ScopeId(2)), Some(&south));
        assert_eq!(directory.scope_name(&south), Some("REGION:SOUTH"));
        assert_eq!(directory.outlet_by_code(&"d".parse().unwrap()), None);
    }

    #[test]
    fn bars_begin_at_a_cut_off_that_all_share_at_a_whole_hour() {
        let directory = directory();
        let begin = |scope: &str| directory.common_cutoff_hour(&scope.parse().unwrap());
        assert_eq!(
            (begin("region:south"), begin("network"), begin("outlet:c"), begin("region:east")),
            (4, 0, 0, 0)
        );
    }
}
