//! Five ranked lines in fixed slots: a new order changes texts, not places.

use leptos::prelude::*;

use crate::dashboard::figures;
use crate::live::TOP_ROWS;
use crate::ui::icon::Icon;
use crate::ui::meter::Meter;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::ui::text;
use crate::units::format::MoneyText;

/// One line: who, how much, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// Where the name leads.
    pub href: String,
    pub value: MoneyText,
    pub more: MoneyText,
    /// What the line is ranked by.
    pub weight: i64,
}

/// What a ranking says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    pub title: &'static str,
    pub id: &'static str,
    pub class: &'static str,
    pub meter: &'static str,
    pub icon: Icon,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
}

/// The best of today, in the shown currency.
#[component]
pub fn RankingCard(wording: Wording, lines: Memo<Vec<Line>>) -> impl IntoView {
    let is_empty = Signal::derive(move || lines.with(Vec::is_empty));
    let rows = (0..TOP_ROWS).map(|at| view! { <RankingRow lines at meter=wording.meter/> }).collect_view();
    view! {
        <section class=format!("card {}", wording.class) aria-labelledby=wording.id>
            <header class="card__head">
                <h2 class="card__title" id=wording.id>{wording.title}</h2>
            </header>
            <div class="ranking card__body">
                <div class="ranking__empty" hidden=Signal::derive(move || !is_empty.get())>
                    <StatePanel
                        tone=Tone::Empty
                        icon=wording.icon
                        title=wording.empty_title.to_owned()
                        text=wording.empty_text.to_owned()
                    />
                </div>
                <ol class="ranking__list" hidden=is_empty>
                    {rows}
                </ol>
            </div>
        </section>
    }
}

#[component]
fn RankingRow(lines: Memo<Vec<Line>>, at: usize, meter: &'static str) -> impl IntoView {
    let line = Signal::derive(move || lines.with(|lines| lines.get(at).cloned()));
    let read = move |pick: fn(&Line) -> &MoneyText| {
        Signal::derive(move || line.with(|line| line.as_ref().map(pick).cloned().unwrap_or_default()))
    };
    let share = Signal::derive(move || {
        lines.with(|lines| match (lines.first(), lines.get(at)) {
            (Some(best), Some(line)) => figures::thousandths(line.weight, best.weight),
            _ => 0,
        })
    });
    let said = move |pick: fn(&Line) -> &String| {
        text(move || line.with(|line| line.as_ref().map(pick).cloned().unwrap_or_default()))
    };
    let (name, href) = (said(|line| &line.name), said(|line| &line.href));
    view! {
        <li class="ranking__row" hidden=Signal::derive(move || line.with(Option::is_none))>
            <span class="ranking__rank">{at + 1}</span>
            <a class="ranking__name" rel="external" href=href>{name}</a>
            <span class="ranking__value"><Money text=read(|line| &line.value)/></span>
            <span class="ranking__share"><Meter thousandths=share class=meter/></span>
            <span class="ranking__more"><Money text=read(|line| &line.more)/></span>
        </li>
    }
}
