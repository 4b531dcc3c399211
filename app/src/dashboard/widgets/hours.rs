//! Sales by hour: 24 bars, a line for the day they are compared with, and the same figures as a table.

use leptos::prelude::*;

use super::super::figures::{self, Bar, GRIDLINES};
use super::currency_switch::CurrencySwitch;
use crate::dashboard::state::LiveState;
use crate::ui::icon::{Drawing, Icon};
use crate::ui::money::Money;
use crate::ui::text;
use crate::ui::whole::Erase;
use crate::units::format;
use crate::units::{Amount, Currency};

/// Whether the drawing library stands behind the bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawn {
    /// The bars of the first HTML stand.
    #[default]
    Plain,
    Ready,
    /// The library did not load; the plain bars go on.
    Failed,
}

impl Drawn {
    /// The name of the state for tests.
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }
}

#[component]
pub fn HoursCard(state: LiveState) -> impl IntoView {
    let is_table = RwSignal::new(false);
    let drawn = RwSignal::new(Drawn::default());
    let retries = RwSignal::new(0_u32);
    let running = Memo::new(move |_| {
        let (now, currency) = (state.now.get(), state.currency.get());
        let hours = |currency| {
            state.board.with_untracked(|board| {
                state.places.with_value(|places| figures::running_hours(places, &board.scope, currency, now))
            })
        };
        currency.map(hours).unwrap_or_default()
    });
    let bars = Memo::new(move |_| {
        let currency = state.currency.get()?;
        let bars = running.with(|running| state.board.with(|board| figures::bars(board, currency, running)));
        Some((currency, bars))
    });
    let sentence = move || {
        bars.with(|held| {
            held.as_ref().map_or_else(
                || "No outlet yet.".to_owned(),
                |(currency, bars)| figures::sentence(bars, *currency, state.locale()),
            )
        })
    };
    let compare_name = state.slice(figures::compare_name);
    view! {
        <section class="card live__chart" data-state=state.card_state() aria-labelledby="hours-title">
            <header class="card__head">
                <h2 class="card__title" id="hours-title">"Sales by hour"</h2>
                <span class="chart__key"><span class="chart__key-bar"></span>"Today"</span>
                <span class="chart__key"><span class="chart__key-line"></span>{text(move || capitalised(&compare_name.get()))}</span>
                <div class="card__tools">
                    <CurrencySwitch state/>
                    <TwinSwitch is_table/>
                </div>
                <p class="card__note">
                    {text(sentence)}
                    <Show when=move || drawn.get() == Drawn::Failed>
                        " Details did not load. "
                        <button type="button" class="link" on:click=move |_| retries.update(|n| *n += 1)>"Try again"</button>
                    </Show>
                </p>
            </header>
            <div class="chart card__body" data-drawn=Signal::derive(move || drawn.get().name())>
                <div class="chart__picture" aria-hidden="true" hidden=is_table>
                    <PlainBars state bars drawn/>
                    <DetailedBars state bars drawn retries/>
                </div>
                <div class="chart__table" class:visually-hidden=Signal::derive(move || !is_table.get()) tabindex=Signal::derive(move || if is_table.get() { "0" } else { "-1" }) role="region" aria-label="Sales by hour, as a table">
                    <HourTable state bars/>
                </div>
            </div>
        </section>
    }
    .erased()
}

/// Chart or table: the same figures twice.
#[component]
fn TwinSwitch(is_table: RwSignal<bool>) -> impl IntoView {
    let choice = move |shows_table: bool, icon: Icon, label: &'static str| {
        view! {
            <button
                type="button"
                class="segments__item"
                aria-label=label
                aria-pressed=text(move || (is_table.get() == shows_table).to_string())
                on:click=move |_| is_table.set(shows_table)
            >
                <Drawing icon small=true/>
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Show as">
            {choice(false, Icon::Chart, "Chart")}
            {choice(true, Icon::Table, "Table")}
        </div>
    }
    .erased()
}

/// The hours of one currency.
pub type Hours = Option<(Currency, Vec<Bar>)>;

/// Share of the picture above and below the plot, in percent.
pub const PLOT_TOP: i64 = 8;
pub const PLOT_HEIGHT: i64 = 80;
/// Units of the plot's own grid: ten a bar across, a thousand up.
const UP: i64 = 1_000;

/// The bars of the first HTML, there before any script and without one.
#[component]
fn PlainBars(state: LiveState, bars: Memo<Hours>, drawn: RwSignal<Drawn>) -> impl IntoView {
    let locale = state.locale();
    let step = Memo::new(move |_| {
        bars.with(|held| held.as_ref().map_or(1, |(currency, bars)| figures::grid_step(bars, *currency)))
    });
    let height =
        move |minor: i64| figures::thousandths(minor, step.get().saturating_mul(GRIDLINES)).clamp(0, UP);
    let bar = move |at: usize| bars.with(|held| held.as_ref().and_then(|(_, bars)| bars.get(at).copied()));
    let columns = (0..24_usize)
        .map(|at| {
            let tall = move || bar(at).map_or(0, |bar| height(bar.gross.minor));
            let class = move || {
                if bar(at).is_some_and(|bar| bar.is_running) {
                    "hours__bar hours__bar--open"
                } else {
                    "hours__bar"
                }
            };
            view! {
                <rect
                    class=Signal::derive(class)
                    x=format!("{}", at * 100 + 14)
                    width="72"
                    y=text(move || (UP - tall()).to_string())
                    height=text(move || tall().to_string())
                ></rect>
            }
        })
        .collect_view();
    let compare = move || {
        let points = (0..24_usize).flat_map(|at| {
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
    let ticks = (0..24_usize)
        .step_by(3)
        .map(|at| {
            let label = move || bar(at).map(|bar| format!("{:02}", bar.hour)).unwrap_or_default();
            // The middle of the column, in hundredths of a percent.
            let middle = (at * 10_000 + 5_000) / 24;
            let x = format!("{}.{:02}%", middle / 100, middle % 100);
            view! { <text class="hours__tick" text-anchor="middle" x=x y="97%">{text(label)}</text> }
        })
        .collect_view();
    view! {
        <svg class="hours" class:hours--covered=Signal::derive(move || drawn.get() == Drawn::Ready)>
            {lines}
            <svg
                x="0"
                y=format!("{PLOT_TOP}%")
                width="100%"
                height=format!("{PLOT_HEIGHT}%")
                viewBox="0 0 2400 1000"
                preserveAspectRatio="none"
            >
                {columns}
                <polyline class="hours__compare" points=text(compare)></polyline>
            </svg>
            {ticks}
        </svg>
    }
    .erased()
}

/// The same bars by the drawing library, with exact amounts under the pointer. In the browser only.
#[component]
fn DetailedBars(
    state: LiveState,
    bars: Memo<Hours>,
    drawn: RwSignal<Drawn>,
    retries: RwSignal<u32>,
) -> impl IntoView {
    let canvas = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    super::hours_canvas::draw(state, bars, drawn, retries, canvas);
    #[cfg(not(feature = "hydrate"))]
    let _ = (state, bars, drawn, retries);
    view! { <div class="chart__canvas" node_ref=canvas></div> }
}

/// The table twin.
#[component]
fn HourTable(state: LiveState, bars: Memo<Hours>) -> impl IntoView {
    let locale = state.locale();
    let compare_name = state.slice(figures::compare_name);
    let rows = (0..24_usize)
        .map(|at| {
            let bar = Memo::new(move |_| {
                bars.with(|held| {
                    held.as_ref().and_then(|(currency, bars)| bars.get(at).map(|bar| (*currency, *bar)))
                })
            });
            let amount = move |pick: fn(&Bar) -> Amount| {
                Signal::derive(move || {
                    bar.get().map_or_else(
                        || super::kpi::plain(String::new()),
                        |(currency, bar)| format::money(locale, currency, pick(&bar)),
                    )
                })
            };
            let hour = move || bar.get().map(|(_, bar)| format::hour_label(bar.hour)).unwrap_or_default();
            let orders =
                move || bar.get().map(|(_, bar)| format::count(locale, bar.orders)).unwrap_or_default();
            let mark = move || {
                bar.get()
                    .filter(|(_, bar)| bar.is_running)
                    .map(|_| " still running".to_owned())
                    .unwrap_or_default()
            };
            view! {
                <tr>
                    <th scope="row">{text(hour)}<span class="table__sub">{text(mark)}</span></th>
                    <td class="table__number"><Money text=amount(|bar| bar.gross)/></td>
                    <td class="table__number">{text(orders)}</td>
                    <td class="table__number"><Money text=amount(|bar| bar.compare)/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="table">
            <caption class="visually-hidden">"Sales by hour"</caption>
            <thead>
                <tr>
                    <th scope="col">"Hour"</th>
                    <th scope="col" class="table__number">"Today"</th>
                    <th scope="col" class="table__number">"Orders"</th>
                    <th scope="col" class="table__number">{text(move || capitalised(&compare_name.get()))}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .erased()
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
