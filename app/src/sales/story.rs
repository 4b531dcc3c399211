//! The story of one sale.

use leptos::prelude::*;
use leptos_meta::Title;

use super::model::{EntryKind, SaleStory, StoryEvent, StoryKind, StoryLine, StoryTender};
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::frame::TopBar;
use crate::ui::money::Money;
use crate::ui::whole::Erase;
use crate::units::{Amount, Currency, format};

#[component]
pub fn StoryView(story: SaleStory, places: Places) -> impl IntoView {
    let locale = Reader::expect().locale;
    let row = story.row.clone();
    let kind = if row.kind == EntryKind::Sale { "Sale" } else { "Return" };
    let heading = format!("{kind} {}", row.number);
    let outlet = places.outlet_name(&row.outlet).to_owned();
    let note = format!("{outlet}, {}", format::day_long(row.business_day));
    let when = format!(
        "{} at the outlet, business day {}, hour {}",
        format::clock(&row.at),
        format::day_short(row.business_day),
        format::hour_label(story.hour),
    );
    let mark = match () {
        () if row.cancelled => Some(view! { <span class="badge badge--bad">"Cancelled"</span> }),
        () if story.events.iter().any(|event| event.kind == StoryKind::Returned) => {
            Some(view! { <span class="badge badge--bad">"Returned in part or whole"</span> })
        }
        () => None,
    };
    let amount = format::money(locale, row.currency, row.amount);
    let title = heading.clone();
    let crumb = row.number.clone();
    view! {
        <Title text=title/>
        <TopBar heading=ViewFn::from(move || heading.clone()) note=note><span></span></TopBar>
        <main class="main" id="main">
            <nav class="crumbs" aria-label="Where this is">
                <a href=paths::sales()>"Sales"</a>
                <span aria-hidden="true">"/"</span>
                <a href=paths::outlet(&row.outlet)>{outlet}</a>
                <span aria-hidden="true">"/"</span>
                <span aria-current="page">{crumb}</span>
            </nav>
            <div class="sale">
                <div class="sale__hero">
                    <p class="sale__amount"><Money text=Signal::stored(amount)/></p>
                    {mark}
                    <p class="table__sub">{when}</p>
                </div>
                <Lines story=story.clone()/>
                <Timeline currency=row.currency events=story.events/>
            </div>
        </main>
    }
}

#[component]
fn Lines(story: SaleStory) -> impl IntoView {
    let locale = Reader::expect().locale;
    let currency = story.row.currency;
    let lines = story
        .lines
        .into_iter()
        .map(|StoryLine { item, name, qty, unit_price, total }| {
            let total = format::money(locale, currency, total);
            view! {
                <tr>
                    <td title=item>{name}</td>
                    <td class="table__number">{format::quantity(locale, qty)}</td>
                    <td class="table__number sale__unit">{unit_price}</td>
                    <td class="table__number"><Money text=Signal::stored(total)/></td>
                </tr>
            }
        })
        .collect_view();
    let sum = move |name: &'static str, amount: Amount| {
        total(name, format::money(locale, currency, amount).to_string(), "sale__total")
    };
    let optional = move |name: &'static str, amount: Amount| (amount.minor != 0).then(|| sum(name, amount));
    let tender = story.tender.into_iter().map(|tender| paid(locale, &tender)).collect_view();
    view! {
        <section class="card" aria-labelledby="lines-title">
            <header class="card__head"><h2 class="card__title" id="lines-title">"What was sold"</h2></header>
            <table class="table sale__lines">
                <thead>
                    <tr>
                        <th scope="col">"Item"</th>
                        <th scope="col" class="table__number">"Quantity"</th>
                        <th scope="col" class="table__number sale__unit">"Each"</th>
                        <th scope="col" class="table__number">"Total"</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <dl class="sale__totals">
                {optional("Discount, taken off already", story.discount)}
                {sum("Net", story.net)}
                {sum("Tax", story.tax)}
                {optional("Rounding", story.rounding)}
                {total("Total", format::money(locale, currency, story.row.amount).to_string(), "sale__total sale__total--sum")}
                {tender}
            </dl>
        </section>
    }
    .erased()
}

fn total(name: impl Into<String>, amount: String, class: &'static str) -> impl IntoView {
    view! {
        <div class=class>
            <dt>{name.into()}</dt>
            <dd>{amount}</dd>
        </div>
    }
}

fn paid(locale: &'static format::Locale, tender: &StoryTender) -> impl IntoView + use<> {
    let written = |amount: Amount| format::money(locale, tender.currency, amount).to_string();
    let change = (tender.change.minor != 0).then(|| total("Change", written(tender.change), "sale__total"));
    view! {
        {total(format!("Paid: {}", tender.kind), written(tender.amount), "sale__total")}
        {change}
    }
}

#[component]
fn Timeline(currency: Currency, events: Vec<StoryEvent>) -> impl IntoView {
    let locale = Reader::expect().locale;
    let steps = events
        .into_iter()
        .map(|event| {
            let (class, title) = match event.kind {
                StoryKind::Happened => ("timeline__event", "At the till"),
                StoryKind::Recorded => ("timeline__event", "Recorded"),
                StoryKind::Summed => ("timeline__event", "In the day’s figures"),
                StoryKind::Returned => ("timeline__event timeline__event--return", "Returned"),
                StoryKind::ReturnCancelled => ("timeline__event", "Return cancelled"),
                StoryKind::Cancelled => ("timeline__event timeline__event--cancelled", "Cancelled"),
                StoryKind::Replaced => {
                    ("timeline__event timeline__event--cancelled", "Replaced by another sale")
                }
            };
            let amount = event.amount.map(|amount| format!(": {}", format::money(locale, currency, amount)));
            let when = format!(
                "{} {}",
                format::day_of(&event.at).map(format::day_short).unwrap_or_default(),
                format::clock(&event.at)
            );
            let other = event.other.map(|id| view! { <a href=paths::sale(&id)>"Show it"</a> });
            view! {
                <li class=class>
                    <span class="timeline__dot"></span>
                    <p class="timeline__title">{title}{amount}</p>
                    <p class="timeline__when"><time datetime=event.at.clone()>{when}</time></p>
                    {event.detail.map(|detail| view! { <p class="timeline__detail">{detail}</p> })}
                    {other}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="story-title">
            <header class="card__head"><h2 class="card__title" id="story-title">"What happened"</h2></header>
            <ol class="timeline">{steps}</ol>
        </section>
    }
    .erased()
}
