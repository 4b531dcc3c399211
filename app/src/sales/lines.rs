//! What was sold or came back, line by line, and how it was paid or paid back.

use leptos::prelude::*;

use super::model::{EntryKind, SaleStory, StoryLine, StoryTender};
use crate::reader::Reader;
use crate::ui::money::Money;
use crate::units::format::{self, Locale};
use crate::units::{Amount, Currency};

#[component]
pub fn Lines(story: SaleStory) -> impl IntoView {
    let locale = Reader::expect().locale;
    let (kind, currency) = (story.row.kind, story.row.currency);
    let title = if kind == EntryKind::Sale { "What was sold" } else { "What came back" };
    let lines = story.lines.into_iter().map(|line| line_row(locale, currency, line)).collect_view();
    let sum = move |name: &'static str, amount: Amount| {
        total(name, format::money(locale, currency, amount).to_string(), "sale__total")
    };
    let optional = move |name: &'static str, amount: Amount| (amount.minor != 0).then(|| sum(name, amount));
    let whole = format::money(locale, currency, story.row.amount).to_string();
    let tender = story.tender.into_iter().map(|tender| paid(locale, kind, &tender)).collect_view();
    view! {
        <section class="card" aria-labelledby="lines-title">
            <header class="card__head"><h2 class="card__title" id="lines-title">{title}</h2></header>
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
                {optional("Rounding, in the net already", story.rounding)}
                {total("Total", whole, "sale__total sale__total--sum")}
                {tender}
            </dl>
        </section>
    }
}

fn line_row(locale: &'static Locale, currency: Currency, line: StoryLine) -> impl IntoView {
    let StoryLine { item, name, qty, unit_price, total } = line;
    let total = format::money(locale, currency, total);
    view! {
        <tr>
            <td title=item>{name}</td>
            <td class="table__number">{format::quantity(locale, qty)}</td>
            <td class="table__number sale__unit">{format::price(locale, currency, &unit_price)}</td>
            <td class="table__number"><Money text=Signal::stored(total)/></td>
        </tr>
    }
}

fn total(name: impl Into<String>, amount: String, class: &'static str) -> impl IntoView {
    view! {
        <div class=class>
            <dt>{name.into()}</dt>
            <dd>{amount}</dd>
        </div>
    }
}

fn paid(locale: &'static Locale, kind: EntryKind, tender: &StoryTender) -> impl IntoView + use<> {
    let written = |amount: Amount| format::money(locale, tender.currency, amount).to_string();
    let change = (tender.change.minor != 0).then(|| total("Change", written(tender.change), "sale__total"));
    let verb = if kind == EntryKind::Sale { "Paid" } else { "Paid back" };
    view! {
        {total(format!("{verb}: {}", tender.kind), written(tender.amount), "sale__total")}
        {change}
    }
}
