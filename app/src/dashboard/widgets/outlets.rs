//! The five outlets that took most, in the shown currency.

use leptos::prelude::*;

use super::kpi::plain;
use super::ranking::{Line, RankingCard, Wording};
use crate::dashboard::state::LiveState;
use crate::live::OutletRank;
use crate::paths;
use crate::ui::icon::Icon;
use crate::units::format::{self, Locale};

#[component]
pub fn OutletsCard(state: LiveState) -> impl IntoView {
    let locale = state.locale();
    let lines = Memo::new(move |_| {
        let currency = state.currency.get();
        state.board.with(|board| {
            let of_currency = board.top_outlets.iter().filter(|rank| Some(rank.currency) == currency);
            of_currency.map(|rank| line(rank, locale)).collect::<Vec<_>>()
        })
    });
    let wording = Wording {
        title: "Top outlets",
        id: "outlets-title",
        class: "live__outlets",
        meter: "meter",
        icon: Icon::Outlet,
        empty_title: "No sales recorded today",
        empty_text: "The five best outlets stand here.",
    };
    view! { <RankingCard wording lines/> }
}

fn line(rank: &OutletRank, locale: &Locale) -> Line {
    let orders = match rank.orders {
        1 => "1 order".to_owned(),
        orders => format!("{} orders", format::count(locale, orders)),
    };
    Line {
        name: rank.name.clone(),
        href: paths::outlet(&rank.outlet),
        value: format::money(locale, rank.currency, rank.gross),
        more: plain(orders),
        weight: rank.gross.minor,
    }
}
