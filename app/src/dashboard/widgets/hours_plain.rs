//! The bars of the first HTML: there before any script, and without one.

use leptos::prelude::*;

use super::hours::{Drawn, Hours};
use crate::dashboard::figures::{self, GRIDLINES};
use crate::dashboard::state::LiveState;
use crate::ui::text;
use crate::units::{Amount, format};

/// Share of the picture above and below the plot, in percent.
pub const PLOT_TOP: i64 = 8;
pub const PLOT_HEIGHT: i64 = 80;
/// Units of the plot's own grid: a hundred a bar across, a thousand up.
const UP: i64 = 1_000;

/// The bars of the first HTML, there before any script and without one.
#[component]
pub fn PlainBars(state: LiveState, bars: Memo<Hours>, drawn: RwSignal<Drawn>) -> impl IntoView {
    let locale = state.locale();
    let step = Memo::new(move |_| {
        bars.with(|held| held.as_ref().map_or(1, |(currency, bars)| figures::grid_step(bars, *currency)))
    });
    let height =
        move |minor: i64| figures::thousandths(minor, step.get().saturating_mul(GRIDLINES)).clamp(0, UP);
    let bar = move |at: i64| {
        let at = usize::try_from(at).unwrap_or(0);
        bars.with(|held| held.as_ref().and_then(|(_, bars)| bars.get(at).copied()))
    };
    let columns = (0..24_i64)
        .map(|at| {
            let tall = move || bar(at).map_or(0, |bar| height(bar.gross.minor));
            let class = move || {
                if bar(at).is_some_and(|bar| bar.is_running) {
                    "hours__bar hours__bar--open"
                } else {
                    "hours__bar"
                }
            };
            // A round foot would show below the axis; the plot cuts it off.
            view! {
                <rect
                    class=Signal::derive(class)
                    x=percent((at * 100 + 14) * 100 / 24)
                    width="3%"
                    rx="3"
                    y=text(move || percent((UP - tall()) * 10))
                    height=text(move || percent(tall() * 10 + 300))
                ></rect>
            }
        })
        .collect_view();
    let compare = move || {
        let points = (0..24_i64).flat_map(|at| {
            let y = UP - bar(at).map_or(0, |bar| height(bar.compare.minor));
            [format!("{},{y}", at * 100), format!("{},{y}", at * 100 + 100)]
        });
        points.collect::<Vec<_>>().join(" ")
    };
    let lines = (0..=GRIDLINES)
        .map(|line| {
            let y = PLOT_TOP + PLOT_HEIGHT - PLOT_HEIGHT * line / GRIDLINES;
            let label = move || {
                bars.with(|held| match held {
                    Some((currency, _)) if line > 0 => {
                        let amount = Amount::new(step.get().saturating_mul(line), *currency);
                        format::compact(locale, *currency, amount)
                    }
                    _ => String::new(),
                })
            };
            view! {
                <line class="hours__grid" x1="0" x2="100%" y1=format!("{y}%") y2=format!("{y}%")></line>
                <text class="hours__tick" x="0" y=format!("{y}%") dy="-5">{text(label)}</text>
            }
        })
        .collect_view();
    let ticks = (0..24_i64)
        .step_by(3)
        .map(|at| {
            let label = move || bar(at).map(|bar| format!("{:02}", bar.hour)).unwrap_or_default();
            // The middle of the column, in hundredths of a percent.
            let middle = (at * 10_000 + 5_000) / 24;
            view! { <text class="hours__tick" text-anchor="middle" x=percent(middle) y="97%">{text(label)}</text> }
        })
        .collect_view();
    view! {
        <svg class="hours" class:hours--covered=Signal::derive(move || drawn.get() == Drawn::Ready)>
            {lines}
            <svg y=format!("{PLOT_TOP}%") height=format!("{PLOT_HEIGHT}%")>{columns}</svg>
            <svg
                y=format!("{PLOT_TOP}%")
                height=format!("{PLOT_HEIGHT}%")
                viewBox="0 0 2400 1000"
                preserveAspectRatio="none"
            >
                <polyline class="hours__compare" points=text(compare)></polyline>
            </svg>
            {ticks}
        </svg>
    }
}

/// Hundredths of a percent as the attribute of a drawing.
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
