//! A figure whose changed characters roll in while the others stand.

use leptos::prelude::*;

/// Characters a figure may have; more would not fit any card.
const SLOTS: usize = 22;

/// One character and how often it changed since the page was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Turned {
    character: Option<char>,
    turns: u32,
}

/// Shows `text` in fixed slots counted from the right, where units keep their place. Hidden from screen readers, which
/// get the figure in one piece beside it.
#[component]
pub fn Rolling(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let slots = (0..SLOTS).rev().map(|from_right| {
        let turned = Memo::new(move |before: Option<&Turned>| {
            let character = text.with(|text| text.chars().rev().nth(from_right));
            let turns = match before {
                None => 0,
                Some(before) => before.turns + u32::from(before.character != character),
            };
            Turned { character, turns }
        });
        view! {
            <span class=Signal::derive(move || turn_class(turned.get().turns))>
                {super::text(move || turned.get().character.map(String::from).unwrap_or_default())}
            </span>
        }
    });
    slots.collect_view()
}

fn turn_class(turns: u32) -> &'static str {
    match turns {
        0 => "digit",
        turns if turns % 2 == 0 => "digit digit--even",
        _ => "digit digit--odd",
    }
}

/// Counts how often `value` changed: the source of effects that show a change once.
pub fn turns(value: Memo<i64>) -> Memo<u32> {
    let counted = Memo::new(move |before: Option<&(i64, u32)>| {
        let now = value.get();
        let turns = before.map_or(0, |(held, turns)| turns + u32::from(*held != now));
        (now, turns)
    });
    Memo::new(move |_| counted.with(|(_, turns)| *turns))
}

/// The name of a class that changes with every turn, so that its animation starts again; none before the first.
pub fn turn_suffix(turns: u32) -> Option<&'static str> {
    match turns {
        0 => None,
        turns if turns % 2 == 0 => Some("even"),
        _ => Some("odd"),
    }
}
