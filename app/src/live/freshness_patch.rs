//! How complete the picture has become, within a patch.

use serde::{Deserialize, Serialize};

use super::board::Freshness;
use crate::units::Code;

/// The freshness of a board, without repeating the outlets that are missing still: of a large network in the morning those
/// are many, and every sale makes the picture fresher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshnessPatch {
    pub newest_sale_at: Option<String>,
    pub outlets_expected: u32,
    pub outlets_heard: u32,
    /// The whole list, where it is not the held one without `heard`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Vec<Code>>,
    /// Outlets that are no longer missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<Code>,
}

impl Freshness {
    /// What turns `self` into `next`; `None` if they are the same.
    pub(super) fn patch_to(&self, next: &Self) -> Option<FreshnessPatch> {
        if self == next {
            return None;
        }
        let heard: Vec<Code> =
            self.missing.iter().filter(|code| next.missing.binary_search(code).is_err()).cloned().collect();
        let is_told_by_heard =
            heard.len() + next.missing.len() == self.missing.len() && heard.len() <= next.missing.len();
        let (missing, heard) =
            if is_told_by_heard { (None, heard) } else { (Some(next.missing.clone()), Vec::new()) };
        Some(FreshnessPatch {
            newest_sale_at: next.newest_sale_at.clone(),
            outlets_expected: next.outlets_expected,
            outlets_heard: next.outlets_heard,
            missing,
            heard,
        })
    }

    pub(super) fn apply(&mut self, patch: FreshnessPatch) {
        let FreshnessPatch { newest_sale_at, outlets_expected, outlets_heard, missing, heard } = patch;
        (self.newest_sale_at, self.outlets_expected, self.outlets_heard) =
            (newest_sale_at, outlets_expected, outlets_heard);
        match missing {
            Some(missing) => self.missing = missing,
            None => self.missing.retain(|code| !heard.contains(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn freshness(expected: u32, missing: &[&str]) -> Freshness {
        let missing: Vec<Code> = missing.iter().map(|code| code.parse().unwrap()).collect();
        let outlets_heard = expected - u32::try_from(missing.len()).unwrap();
        Freshness { newest_sale_at: None, outlets_expected: expected, outlets_heard, missing }
    }

    #[test]
    fn the_list_travels_only_where_naming_those_who_were_heard_does_not_do() {
        let held = freshness(5, &["a", "b", "c"]);
        for (next, travels) in [
            (freshness(6, &["a", "b", "c"]), false),
            (freshness(5, &["a", "c"]), false),
            (freshness(5, &[]), true),
            (freshness(5, &["a", "b", "d"]), true),
            (freshness(5, &["a", "b", "c", "d"]), true),
        ] {
            let patch = held.patch_to(&next).expect("it changed");
            assert_eq!(patch.missing.is_some(), travels, "{next:?}");
            let mut applied = held.clone();
            applied.apply(patch);
            assert_eq!(applied, next);
        }
        assert_eq!(held.patch_to(&held), None);
    }
}
