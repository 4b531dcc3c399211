//! The five items sold most often, with what they took in the shown currency.

use leptos::prelude::*;

use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::live::ItemRank;
use crate::live::board::TOP_ROWS;
use crate::ui::icon::Icon;
use crate::ui::meter::Meter;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::ui::text;
use crate::ui::whole::Erase;
use crate::units::format;

#[component]
pub fn ProductsCard(state: LiveState) -> impl IntoView {
    let ranks = Memo::new(move |_| {
        let currency = state.currency.get();
        state.board.with(|board| {
            let of_currency = board.top_items.iter().filter(|rank| Some(rank.currency) == currency);
            of_currency.cloned().collect::<Vec<ItemRank>>()
        })
    });
    let is_empty = Memo::new(move |_| ranks.with(Vec::is_empty));
    let rows = move || (0..TOP_ROWS).map(|at| view! { <ItemRow state ranks at/> }).collect_view();
    view! {
        <section class="card live__items" data-state=state.card_state() aria-labelledby="items-title">
            <header class="card__head"><h2 class="card__title" id="items-title">"Top items"</h2></header>
            <div class="ranking card__body">
                <Show
                    when=move || !is_empty.get()
                    fallback=|| view! {
                        <StatePanel
                            tone=Tone::Empty
                            icon=Icon::Cone
                            title="No items sold today".to_owned()
                            text="The five most sold items of the day stand here.".to_owned()
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

#[component]
fn ItemRow(state: LiveState, ranks: Memo<Vec<ItemRank>>, at: usize) -> impl IntoView {
    let locale = state.locale();
    let rank = Memo::new(move |_| ranks.with(|ranks| ranks.get(at).cloned()));
    let best = Memo::new(move |_| ranks.with(|ranks| ranks.first().map_or(0, |rank| rank.qty.0)));
    let share = Signal::derive(move || {
        rank.with(|rank| rank.as_ref().map_or(0, |rank| figures::thousandths(rank.qty.0, best.get())))
    });
    let amount = Signal::derive(move || {
        rank.with(|rank| {
            rank.as_ref().map_or_else(
                || super::kpi::plain(String::new()),
                |rank| format::money(locale, rank.currency, rank.amount),
            )
        })
    });
    let sold = move || {
        rank.with(|rank| {
            rank.as_ref()
                .map(|rank| format!("{} sold", format::quantity(locale, rank.qty)))
                .unwrap_or_default()
        })
    };
    view! {
        <li class="ranking__row" hidden=Signal::derive(move || rank.with(Option::is_none))>
            <span class="ranking__rank">{at + 1}</span>
            <span class="ranking__name">
                {text(move || rank.with(|rank| rank.as_ref().map(|rank| rank.name.clone()).unwrap_or_default()))}
            </span>
            <span class="ranking__value">{text(sold)}</span>
            <span class="ranking__share"><Meter thousandths=share class="meter meter--quiet"/></span>
            <span class="ranking__more"><Money text=amount/></span>
        </li>
    }
    .erased()
}
