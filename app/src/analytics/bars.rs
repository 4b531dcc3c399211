//! A bar chart as the server draws it. The table with the same figures stands beside it.

use leptos::prelude::*;

use crate::dashboard::figures::{GRIDLINES, grid_step_over, thousandths};
use crate::reader::Reader;
use crate::units::{Amount, Currency, format};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Below the axis, where there is room.
    pub label: String,
    /// Under the pointer, with the amount.
    pub title: String,
    pub amount: Amount,
    /// Not over yet.
    pub is_open: bool,
}

/// Labels below the axis at most.
const LABELS: usize = 5;
/// Units of the drawing: across for each bar, and up.
const ACROSS: usize = 100;
const UP: i64 = 1_000;
/// Of a hundred across, left free beside each bar.
const GAP: usize = 14;

/// Bars over a common axis. `label`: what they show, in a sentence, for who cannot see them.
#[component]
pub fn BarChart(bars: Vec<Bar>, currency: Currency, #[prop(into)] label: String) -> impl IntoView {
    let locale = Reader::expect().locale;
    let tallest = bars.iter().map(|bar| bar.amount.minor).max().unwrap_or_default();
    let step = grid_step_over(tallest, currency);
    let count = bars.len().max(1);
    let every = count.div_ceil(LABELS);
    let rects = bars
        .iter()
        .enumerate()
        .map(|(at, bar)| {
            let height = thousandths(bar.amount.minor, step.saturating_mul(GRIDLINES)).clamp(0, UP);
            let class = if bar.is_open { "bars__bar bars__bar--open" } else { "bars__bar" };
            view! {
                <rect
                    class=class
                    x=(at * ACROSS + GAP / 2).to_string()
                    y=(UP - height).to_string()
                    width=(ACROSS - GAP).to_string()
                    height=height.to_string()
                >
                    <title>{bar.title.clone()}</title>
                </rect>
            }
        })
        .collect_view();
    let lines = (1..=GRIDLINES)
        .map(|line| {
            let amount = Amount::new(step.saturating_mul(line), currency);
            view! { <li class="bars__line"><span>{format::compact(locale, currency, amount)}</span></li> }
        })
        .rev()
        .collect_view();
    let ticks = bars
        .iter()
        .enumerate()
        .step_by(every)
        .map(|(at, bar)| {
            // The middle of the bar, in tenths of a percent.
            let middle = (at * 1_000 + 500) / count;
            let x = format!("{}.{}%", middle / 10, middle % 10);
            view! { <text x=x y="1em" text-anchor="middle">{bar.label.clone()}</text> }
        })
        .collect_view();
    view! {
        <figure class="bars" role="img" aria-label=label>
            <ul class="bars__lines" aria-hidden="true">{lines}</ul>
            <svg
                class="bars__picture"
                viewBox=format!("0 0 {} {UP}", count * ACROSS)
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                {rects}
            </svg>
            <div class="bars__ticks" aria-hidden="true"><svg>{ticks}</svg></div>
        </figure>
    }
}
