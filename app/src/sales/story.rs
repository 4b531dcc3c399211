//! The story of one sale or return: what it came to, its lines, and what happened to it.

use leptos::prelude::*;
use leptos_meta::Title;

use super::lines::Lines;
use super::model::{EntryKind, LinkedEntry, SaleStory, StoryKind};
use super::timeline::Timeline;
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::frame::TopBar;
use crate::ui::money::Money;
use crate::units::format;

#[component]
pub fn StoryView(story: SaleStory, places: Places) -> impl IntoView {
    let locale = Reader::expect().locale;
    let row = story.row.clone();
    let kind = if row.kind == EntryKind::Sale { "Sale" } else { "Return" };
    let heading = format!("{kind} {}", row.number);
    let outlet = places.outlet_name(&row.outlet).to_owned();
    let note = format!("{outlet}, {}", format::date_long(row.business_day));
    let amount = format::money(locale, row.currency, row.amount);
    let title = heading.clone();
    let crumb = row.number.clone();
    let amount_class = if row.cancelled { "sale__amount sale__amount--cancelled" } else { "sale__amount" };
    // A line through an amount is seen and not heard.
    let struck = row.cancelled.then(|| view! { <span class="visually-hidden">"Cancelled: "</span> });
    view! {
        <Title text=title/>
        <TopBar heading=ViewFn::from(move || heading.clone()) note=note><span></span></TopBar>
        <main class="main" id="main">
            <nav class="crumbs" aria-label="Where this is">
                <a href=paths::sales()>"Sales"</a>
                <span aria-hidden="true">"/"</span>
                <a href=paths::outlet(&row.outlet) rel="external">{outlet}</a>
                <span aria-hidden="true">"/"</span>
                <span aria-current="page">{crumb}</span>
            </nav>
            <div class="sale">
                <div class="sale__hero">
                    <p class=amount_class>
                        {struck}
                        <Money text=Signal::stored(amount)/>
                    </p>
                    {badges(&story)}
                </div>
                <Facts story=story.clone()/>
                <Lines story=story.clone()/>
                <Timeline currency=row.currency events=story.events/>
            </div>
        </main>
    }
}

/// What became of it, in a word each.
fn badges(story: &SaleStory) -> impl IntoView + use<> {
    let badge = |class, text| view! { <span class=class>{text}</span> };
    let is_return = story.row.kind == EntryKind::Return;
    let returned = returned(story);
    let is_completed = !is_return && !story.row.cancelled && returned.is_none();
    view! {
        {is_completed.then(|| badge("badge badge--good", "Completed"))}
        {is_return.then(|| badge("badge badge--bad", "Return"))}
        {story.row.cancelled.then(|| badge("badge badge--bad", "Cancelled, not counted"))}
        {returned.map(|text| badge("badge badge--bad", text))}
    }
}

/// What came back of a sale and was not taken back again, in words; `None` for nothing.
///
/// Returns are counted, since one of a sale that cost nothing has no amount.
fn returned(story: &SaleStory) -> Option<&'static str> {
    let (mut standing, mut minor) = (0_i64, 0_i64);
    for event in &story.events {
        let sign = match event.kind {
            StoryKind::Returned => 1,
            StoryKind::ReturnCancelled => -1,
            _ => continue,
        };
        standing += sign;
        minor = minor.saturating_add(sign * event.amount.map_or(0, |amount| amount.minor));
    }
    match (standing, minor < story.row.amount.minor) {
        (0, _) => None,
        (_, true) => Some("Returned in part"),
        (_, false) => Some("Returned"),
    }
}

#[component]
fn Facts(story: SaleStory) -> impl IntoView {
    let row = story.row;
    let wall_day = row.wall_day();
    let when = format!("{}, {}", format::date(wall_day), format::clock(&row.at));
    let zone = format::with_zone(&row.at);
    let other_day = (row.business_day != wall_day).then(|| format::date(row.business_day));
    let linked_to = if row.kind == EntryKind::Return { "Return of sale" } else { "In place of sale" };
    let is_free = row.kind == EntryKind::Return && story.linked.is_none();
    view! {
        <dl class="sale__facts">
            {fact("At the outlet", view! { <time datetime=row.at title=zone>{when}</time> }.into_any())}
            {other_day.map(|day| fact("Counts in the business day", day.into_any()))}
            {story.linked.map(|linked| fact(linked_to, link(linked)))}
            {is_free.then(|| fact(linked_to, "Not named".into_any()))}
            {story.reason.map(|reason| fact("Reason", reason.into_any()))}
            {story.customer.map(|customer| fact("Customer", customer.into_any()))}
        </dl>
    }
}

fn fact(name: &'static str, value: AnyView) -> impl IntoView {
    view! {
        <div class="sale__fact">
            <dt class="sale__fact-name">{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// The way to another entry, under its number.
pub(super) fn link(entry: LinkedEntry) -> AnyView {
    view! { <a class="sale__link" href=paths::sale(&entry.id)>{entry.number}</a> }.into_any()
}
