//! A franchise of any size, made of the demo's.

use app::units::Code;

use crate::organisation::demo;
use crate::organisation::file::{NamedCode, OrganisationFile, OutletEntry};

/// The most outlets a generated network has.
pub const MOST_OUTLETS: u16 = 10_000;
/// Rounds of the demo's outlets that stand under the same franchises: half a hundred outlets for the largest of them.
const ROUNDS_A_FRANCHISE: usize = 10;

/// The demo's organisation with `outlets` outlets: its own come first, then those of further rounds, which are numbered.
///
/// Regions stay as they are; every ten rounds the franchises are others.
#[must_use]
pub fn organisation(outlets: usize) -> OrganisationFile {
    let demo = demo::organisation();
    let length = demo.outlets.len().max(1);
    let rounds = outlets.div_ceil(length);
    let franchises = (0..rounds.div_ceil(ROUNDS_A_FRANCHISE))
        .flat_map(|round| demo.franchises.iter().map(move |franchise| numbered_franchise(franchise, round)))
        .collect();
    let outlets = (0..rounds)
        .flat_map(|round| demo.outlets.iter().map(move |outlet| numbered_outlet(outlet, round)))
        .take(outlets)
        .collect();
    OrganisationFile { franchises, outlets, ..demo }
}

fn numbered_franchise(franchise: &NamedCode, round: usize) -> NamedCode {
    NamedCode { code: numbered(&franchise.code, round), name: numbered_name(&franchise.name, round) }
}

fn numbered_outlet(outlet: &OutletEntry, round: usize) -> OutletEntry {
    OutletEntry {
        code: numbered(&outlet.code, round),
        name: numbered_name(&outlet.name, round),
        franchise: numbered(&outlet.franchise, round / ROUNDS_A_FRANCHISE),
        ..outlet.clone()
    }
}

/// The code itself in round 0, then `code-2`, `code-3` …
fn numbered(code: &Code, round: usize) -> Code {
    if round == 0 {
        return code.clone();
    }
    format!("{code}-{}", round + 1).parse().expect("a test reads the codes of the largest network")
}

fn numbered_name(name: &str, round: usize) -> String {
    if round == 0 { name.to_owned() } else { format!("{name} {}", round + 1) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_network_has_as_many_outlets_as_are_asked_for() {
        for outlets in [1, 14, 15, 1_000, usize::from(MOST_OUTLETS)] {
            let network = organisation(outlets);
            let codes: BTreeSet<&Code> = network.outlets.iter().map(|outlet| &outlet.code).collect();
            assert_eq!(codes.len(), outlets);
            let franchises: BTreeSet<&Code> = network.franchises.iter().map(|named| &named.code).collect();
            assert!(network.outlets.iter().all(|outlet| franchises.contains(&outlet.franchise)));
            assert_eq!(franchises.len(), network.franchises.len());
        }
    }
}
