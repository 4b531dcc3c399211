//! The five outlets that took most, in the shown currency.

use leptos::prelude::*;

use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::live::OutletRank;
use crate::live::board::TOP_ROWS;
use crate::paths;
use crate::ui::icon::Icon;
use crate::ui::meter::Meter;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::ui::text;
use crate::ui::whole::Erase;
use crate::units::format;

#[component]
pub fn OutletsCard(state: LiveState) -> impl IntoView {
    let ranks = Memo::new(move |_| {
        let currency = state.currency.get();
        state.board.with(|board| {
            let of_currency = board.top_outlets.iter().filter(|rank| Some(rank.currency) == currency);
            of_currency.cloned().collect::<Vec<OutletRank>>()
        })
    });
    let is_empty = Memo::new(move |_| ranks.with(Vec::is_empty));
    let rows = move || (0..TOP_ROWS).map(|at| view! { <OutletRow state ranks at/> }).collect_view();
    view! {
        <section class="card live__outlets" data-state=state.card_state() aria-labelledby="outlets-title">
            <header class="card__head"><h2 class="card__title" id="outlets-title">"Top outlets"</h2></header>
            <div class="ranking card__body">
                <Show
                    when=move || !is_empty.get()
                    fallback=|| view! {
                        <StatePanel
                            tone=Tone::Empty
                            icon=Icon::Outlet
                            title="No sales recorded today".to_owned()
                            text="The five best outlets of the day stand here.".to_owned()
                        />
                    }
                >
                    <ol class="ranking__list">{rows}</ol>
                </Show>
            </div>
        </section>
    }
    .erased()
}

/// One fixed slot: a new order of outlets changes texts, not places.
#[component]
fn OutletRow(state: LiveState, ranks: Memo<Vec<OutletRank>>, at: usize) -> impl IntoView {
    let locale = state.locale();
    let rank = Memo::new(move |_| ranks.with(|ranks| ranks.get(at).cloned()));
    let best = Memo::new(move |_| ranks.with(|ranks| ranks.first().map_or(0, |rank| rank.gross.minor)));
    let share = Signal::derive(move || {
        rank.with(|rank| rank.as_ref().map_or(0, |rank| figures::thousandths(rank.gross.minor, best.get())))
    });
    let gross = Signal::derive(move || {
        rank.with(|rank| {
            rank.as_ref().map_or_else(
                || super::kpi::plain(String::new()),
                |rank| format::money(locale, rank.currency, rank.gross),
            )
        })
    });
    let orders = move || {
        rank.with(|rank| match rank {
            Some(rank) if rank.orders == 1 => "1 order".to_owned(),
            Some(rank) => format!("{} orders", format::count(locale, rank.orders)),
            None => String::new(),
        })
    };
    view! {
        <li class="ranking__row" hidden=Signal::derive(move || rank.with(Option::is_none))>
            <span class="ranking__rank">{at + 1}</span>
            <a
                class="ranking__name"
                rel="external"
                href=Signal::derive(move || rank.with(|rank| rank.as_ref().map(|rank| paths::outlet(&rank.outlet))))
            >
                {text(move || rank.with(|rank| rank.as_ref().map(|rank| rank.name.clone()).unwrap_or_default()))}
            </a>
            <span class="ranking__value"><Money text=gross/></span>
            <span class="ranking__share"><Meter thousandths=share/></span>
            <span class="ranking__more">{text(orders)}</span>
        </li>
    }
    .erased()
}
