//! Sales by hour: 24 bars, a line for the day they are compared with, and the same figures as a table.

use leptos::prelude::*;

use super::currency_switch::CurrencySwitch;
use super::hours_plain::PlainBars;
use super::hours_table::HourTable;
use crate::dashboard::figures::{self, Bar};
use crate::dashboard::state::LiveState;
use crate::ui::icon::{Drawing, Icon};
use crate::ui::state_panel::{StatePanel, Tone};
use crate::ui::text;
use crate::units::Currency;

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
                state.places.with(|places| figures::running_hours(places, &board.scope, currency, now))
            })
        };
        currency.map(hours).unwrap_or_default()
    });
    let bars = Memo::new(move |_| {
        let currency = state.currency.get()?;
        let bars = running.with(|running| state.board.with(|board| figures::bars(board, currency, running)));
        Some((currency, bars))
    });
    let has_bars = move || bars.with(Option::is_some);
    let sentence = move || {
        bars.with(|held| {
            held.as_ref().map_or_else(
                || "Nothing sold yet today.".to_owned(),
                |(currency, bars)| figures::sentence(bars, *currency, state.locale()),
            )
        })
    };
    let compare_name = state.slice(figures::compare_name);
    // Read out always, met by the keyboard only where it is seen.
    let tabindex = Signal::derive(move || if is_table.get() { "0" } else { "-1" });
    let table = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    super::hours_table::open_at_hours_of_sales(is_table, bars, table);
    view! {
        <section class="card live__chart" aria-labelledby="hours-title">
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
                <div class="chart__empty" hidden=Signal::derive(move || is_table.get() || has_bars())>
                    <StatePanel
                        tone=Tone::Empty
                        icon=Icon::Chart
                        title="No outlet yet".to_owned()
                        text="The hours of the day fill here with the first outlet’s sales.".to_owned()
                    />
                </div>
                <div class="chart__picture" aria-hidden="true" hidden=Signal::derive(move || is_table.get() || !has_bars())>
                    <PlainBars state bars drawn/>
                    <DetailedBars state bars drawn retries/>
                </div>
                <div class="chart__table" node_ref=table class:visually-hidden=Signal::derive(move || !is_table.get()) tabindex=tabindex role="region" aria-label="Sales by hour, as a table">
                    <HourTable state bars tabindex/>
                </div>
            </div>
        </section>
    }
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
}

/// The hours of one currency.
pub type Hours = Option<(Currency, Vec<Bar>)>;

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

pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
