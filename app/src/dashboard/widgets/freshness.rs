//! The freshness line: which outlets the figures hold, and which are missing.

use leptos::prelude::*;

use crate::dashboard::state::LiveState;
use crate::live::Freshness;
use crate::ui::icon::{Drawing, Icon};
use crate::ui::text;
use crate::ui::whole::Erase;
use crate::units::Code;

/// Outlets named on the line; of more only the number is told.
const NAMED: usize = 12;

#[component]
pub fn FreshnessLine(state: LiveState) -> impl IntoView {
    let freshness = state.slice(|board| board.freshness.clone());
    let lacks = move || freshness.with(|held| held.as_ref().is_some_and(|held| !held.missing.is_empty()));
    let count = text(move || freshness.with(|held| held.as_ref().map(count_text).unwrap_or_default()));
    let missing = text(move || {
        freshness.with(|held| {
            held.as_ref().map(|held| missing_text(held, |code| state.outlet_name(code))).unwrap_or_default()
        })
    });
    view! {
        <p class="live__freshness freshness" class:freshness--missing=Signal::derive(lacks) data-state=state.card_state()>
            <span class="freshness__icon">
                <Drawing icon=Signal::derive(move || if lacks() { Icon::Warning } else { Icon::Check })/>
            </span>
            <span class="freshness__text" title=missing>
                <span class="freshness__count">{count}</span>
                {missing}
            </span>
        </p>
    }
    .erased()
}

fn count_text(freshness: &Freshness) -> String {
    match freshness.outlets_expected {
        0 => "No outlet is expected yet".to_owned(),
        1 => format!("{} of 1 outlet", freshness.outlets_heard),
        expected => format!("{} of {expected} outlets", freshness.outlets_heard),
    }
}

fn missing_text(freshness: &Freshness, name: impl Fn(&Code) -> String) -> String {
    let named: Vec<String> = freshness.missing.iter().take(NAMED).map(name).collect();
    match (freshness.outlets_expected, named.as_slice()) {
        (0, _) => ": outlets count from their first week of sales".to_owned(),
        (_, []) => " heard today".to_owned(),
        (_, named) => {
            let rest = freshness.missing.len() - named.len();
            let tail = if rest == 0 { String::new() } else { format!(" and {rest} more") };
            format!(" heard today; missing: {}{tail}", named.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn freshness(expected: u32, missing: usize) -> Freshness {
        let code = |n: usize| format!("o-{n}").parse().expect("a code");
        let heard = expected - u32::try_from(missing).expect("few");
        Freshness {
            newest_sale_at: None,
            outlets_expected: expected,
            outlets_heard: heard,
            missing: (0..missing).map(code).collect(),
        }
    }

    fn line(freshness: &Freshness) -> String {
        count_text(freshness) + &missing_text(freshness, Code::to_string)
    }

    #[test]
    fn the_line_says_what_is_missing() {
        assert_eq!(line(&freshness(9, 0)), "9 of 9 outlets heard today");
        assert_eq!(line(&freshness(41, 2)), "39 of 41 outlets heard today; missing: o-0, o-1");
        assert!(line(&freshness(300, 300)).ends_with("o-11 and 288 more"));
        assert_eq!(line(&freshness(1, 1)), "0 of 1 outlet heard today; missing: o-0");
        assert!(line(&freshness(0, 0)).starts_with("No outlet is expected yet"));
    }
}
