//! The five items sold most often, with what they took in the shown currency.

use leptos::prelude::*;

use super::kpi::plain;
use super::ranking::{Line, RankingCard, Wording};
use crate::dashboard::state::LiveState;
use crate::live::ItemRank;
use crate::paths;
use crate::ui::icon::Icon;
use crate::units::Scope;
use crate::units::format::{self, Locale};

#[component]
pub fn ProductsCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let lines = Memo::new(move |_| {
        let currency = state.currency.get();
        state.board.with(|board| {
            let of_currency = board.top_items.iter().filter(|rank| Some(rank.currency) == currency);
            of_currency.map(|rank| line(&board.scope, rank, locale)).collect::<Vec<_>>()
        })
    });
    let wording = Wording {
        title: "Top items",
        id: "items-title",
        class: "live__items",
        meter: "meter meter--quiet",
        icon: Icon::Cone,
        empty_title: "No items sold today",
        empty_text: "The five most sold items stand here.",
    };
    view! { <RankingCard wording lines/> }
}

fn line(scope: &Scope, rank: &ItemRank, locale: &Locale) -> Line {
    Line {
        name: rank.name.clone(),
        href: paths::sales_of_item(scope, rank.currency, &rank.item),
        value: plain(format!("{} sold", format::quantity(locale, rank.qty))),
        more: format::money(locale, rank.currency, rank.amount),
        weight: rank.qty.0,
    }
}
