//! The feed: the last fifty facts in fixed slots, so that a new one moves nothing else on the page.

use leptos::prelude::*;

use super::feed_hold::FeedHold;
use crate::dashboard::state::LiveState;
use crate::live::board::FEED_ROWS;
use crate::live::{FeedKind, FeedRow};
use crate::paths;
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::rolling::turn_suffix;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::ui::text;
use crate::units::{Day, format};

const WAITING: &str = "Each sale appears here as its till sends it.";
const FIRST_STEPS: &str = "Tills send theirs to POST /api/v1/sales, “scoopjoy import” reads them from a file, and \
     “scripts/run” shows a network that sells by itself.";

#[component]
pub fn FeedCard(state: LiveState) -> impl IntoView {
    let is_empty = state.slice(|board| board.feed.is_empty());
    let hold = FeedHold::new(state);
    let newer = hold.newer();
    let feed_class = move || match turn_suffix(state.moves.get()).filter(|_| !hold.is_held()) {
        None => "feed card__body".to_owned(),
        Some(suffix) => format!("feed feed--moved-{suffix} card__body"),
    };
    let slots = (0..FEED_ROWS).map(|at| view! { <FeedSlot state hold at/> }).collect_view();
    let has_outlets = state.places.with_untracked(|places| !places.outlets.is_empty());
    let first_steps = if has_outlets { WAITING } else { FIRST_STEPS };
    let scope = state.board.with_untracked(|board| board.scope.clone());
    view! {
        <section class="card live__feed" aria-labelledby="feed-title">
            <header class="card__head">
                <h2 class="card__title" id="feed-title">"Sales as they come in"</h2>
                <div class="card__tools">
                    <span class="feed__held">
                        {text(move || match newer.get() {
                            0 => String::new(),
                            // More than the board keeps are not counted.
                            FEED_ROWS => format!("Held still, {FEED_ROWS} or more newer"),
                            newer => format!("Held still, {newer} newer"),
                        })}
                    </span>
                    <a class="button button--quiet" href=paths::sales_of(&scope) rel="external">"All sales"</a>
                </div>
            </header>
            <div
                class=text(feed_class)
                tabindex="0"
                role="region"
                aria-label="The last 50, newest first"
                on:pointerenter=move |_| hold.point(true)
                on:pointerleave=move |_| hold.point(false)
                on:focusin=move |event| hold.enter(&event)
                on:focusout=move |event| hold.leave(&event)
            >
                <Show when=move || is_empty.get()>
                    <StatePanel
                        tone=Tone::Empty
                        icon=Icon::Sales
                        title="Waiting for sales".to_owned()
                        text=first_steps.to_owned()
                    />
                </Show>
                <ol class="feed__list">{slots}</ol>
            </div>
        </section>
    }
}

#[component]
fn FeedSlot(state: LiveState, hold: FeedHold, at: usize) -> impl IntoView {
    let locale = state.locale();
    let row = hold.row(at);
    let read = move |pick: fn(&FeedRow) -> String| {
        text(move || row.with(|row| row.as_ref().map(pick).unwrap_or_default()))
    };
    let outlet =
        move || row.with(|row| row.as_ref().map(|row| state.outlet_name(&row.outlet)).unwrap_or_default());
    let amount = Signal::derive(move || {
        row.with(|row| {
            row.as_ref().map_or_else(
                || super::kpi::plain(String::new()),
                |row| format::money(locale, row.currency, row.amount),
            )
        })
    });
    let days = state.slice(|board| board.days);
    let label = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            let time = time_text(row, days.get().min);
            Some(label(row, &state.outlet_name(&row.outlet), &amount.get().to_string(), &time))
        })
    };
    let time =
        move || row.with(|row| row.as_ref().map(|row| time_text(row, days.get().min)).unwrap_or_default());
    let link = move || row.with(|row| row.as_ref().map(way));
    view! {
        <li class=Signal::derive(move || row.with(row_class)) hidden=Signal::derive(move || row.with(Option::is_none))>
            <time class="feed__time" datetime=read(|row| row.at.clone())>{text(time)}</time>
            <span class="feed__outlet">{text(outlet)}</span>
            <span class="feed__items">{read(items_text)}</span>
            <span class="feed__marks">
                <span class=Signal::derive(move || row.with(mark_class))>{read(|row| mark(row).0.to_owned())}</span>
            </span>
            // The link lies over the whole row, so what the row says is its name, and the zone of the time its title.
            <a
                class="feed__amount"
                href=Signal::derive(link)
                rel="external"
                aria-label=Signal::derive(label)
                title=read(|row| format::with_zone(&row.at))
            ><Money text=amount/></a>
        </li>
    }
}

/// Where a row leads. A return without a sale tells no id, so it is looked up by its number.
fn way(row: &FeedRow) -> String {
    match &row.sale {
        Some(sale) => paths::sale(sale),
        None => paths::returns_numbered(&row.outlet, &row.number),
    }
}

/// The time of day; of what was sold before any outlet's current day, which is `first_day` or later, the date.
fn time_text(row: &FeedRow, first_day: Day) -> String {
    format::day_of(&row.at)
        .filter(|day| *day < first_day)
        .map_or_else(|| format::clock(&row.at).to_owned(), format::day_of_month)
}

/// What a link to the row's sale is called.
fn label(row: &FeedRow, outlet: &str, amount: &str, time: &str) -> String {
    let (mark, _) = mark(row);
    let parts = [mark, outlet, &items_text(row), amount, time];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn row_class(row: &Option<FeedRow>) -> &'static str {
    match row {
        Some(row) if row.cancelled || row.kind == FeedKind::Cancellation => "feed__row feed__row--cancelled",
        Some(row) if row.kind == FeedKind::Return => "feed__row feed__row--return",
        _ => "feed__row",
    }
}

/// The word beside an unusual row and its tone.
fn mark(row: &FeedRow) -> (&'static str, &'static str) {
    match row.kind {
        FeedKind::Cancellation => ("Cancellation", "badge badge--bad"),
        _ if row.cancelled => ("Cancelled", "badge"),
        FeedKind::Return => ("Return", "badge badge--bad"),
        FeedKind::Sale if row.late => ("Late", "badge badge--warn"),
        FeedKind::Sale => ("", ""),
    }
}

fn mark_class(row: &Option<FeedRow>) -> &'static str {
    row.as_ref().map_or("", |row| mark(row).1)
}

fn items_text(row: &FeedRow) -> String {
    let items = row.items.join(", ");
    match &row.customer {
        Some(customer) if !items.is_empty() => format!("{items} · {customer}"),
        Some(customer) => customer.clone(),
        None => items,
    }
}
