//! What happened to an entry, step by step.

use leptos::prelude::*;

use super::model::{StoryEvent, StoryKind};
use super::story::link;
use crate::reader::Reader;
use crate::units::format::{self, Locale};
use crate::units::{Currency, Day};

#[component]
pub fn Timeline(currency: Currency, events: Vec<StoryEvent>) -> impl IntoView {
    let locale = Reader::expect().locale;
    let steps = events.into_iter().map(|event| step(locale, currency, event)).collect_view();
    view! {
        <section class="card" aria-labelledby="story-title">
            <header class="card__head"><h2 class="card__title" id="story-title">"What happened"</h2></header>
            <ol class="timeline">{steps}</ol>
        </section>
    }
}

fn step(locale: &'static Locale, currency: Currency, event: StoryEvent) -> impl IntoView {
    let (class, title) = told(event.kind);
    let amount = event.amount.map(|amount| format!(": {}", format::money(locale, currency, amount)));
    let day = format::day_of(&event.at).map(|day: Day| format!("{}, ", format::date(day)));
    let when = format!("{}{}", day.unwrap_or_default(), format::clock(&event.at));
    let zone = format::with_zone(&event.at);
    view! {
        <li class=class>
            <span class="timeline__dot"></span>
            <p class="timeline__title">{title}{amount}</p>
            <p class="timeline__when"><time datetime=event.at title=zone>{when}</time></p>
            {event.detail.map(|detail| view! { <p class="timeline__detail">{detail}</p> })}
            {event.other.map(|other| view! { <p class="timeline__detail">{link(other)}</p> })}
        </li>
    }
}

/// Its class and its title.
fn told(kind: StoryKind) -> (&'static str, &'static str) {
    const PLAIN: &str = "timeline__event";
    const RETURN: &str = "timeline__event timeline__event--return";
    const CANCELLED: &str = "timeline__event timeline__event--cancelled";
    match kind {
        StoryKind::Happened => (PLAIN, "At the till"),
        StoryKind::Recorded => (PLAIN, "Recorded"),
        StoryKind::Summed => (PLAIN, "In the day’s figures"),
        StoryKind::Returned => (RETURN, "Returned"),
        StoryKind::ReturnCancelled => (PLAIN, "Return cancelled"),
        StoryKind::Cancelled => (CANCELLED, "Cancelled"),
        StoryKind::Replaced => (CANCELLED, "Replaced by another sale"),
    }
}
