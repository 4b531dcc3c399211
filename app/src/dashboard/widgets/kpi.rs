//! The card of one figure.

use leptos::prelude::*;

use crate::dashboard::figures;
use crate::dashboard::state::LiveState;
use crate::paths;
use crate::sales::model::EntryKind;
use crate::ui::money::Money;
use crate::ui::rolling::{Rolling, turn_suffix, turns};
use crate::ui::text;
use crate::units::format::MoneyText;

/// A label that leads to the sales behind it, a large figure, rows below it and a foot. Flashes once when `moved` changes.
#[component]
pub fn KpiCard(
    state: LiveState,
    label: &'static str,
    /// What the figure holds, in a few words beside its label; empty where the label says it.
    #[prop(into)]
    note: Signal<&'static str>,
    /// The figure; a count has no sign and no minor units.
    #[prop(into)]
    value: Signal<MoneyText>,
    /// Another number whenever a sale moved the card.
    moved: Memo<i64>,
    #[prop(optional)] class: &'static str,
    /// What stands behind the figure in the ledger; `None` for sales and returns alike.
    kind: Option<EntryKind>,
    rows: AnyView,
    foot: AnyView,
) -> impl IntoView {
    let flashes = turns(moved);
    let card_class = text(move || match turn_suffix(flashes.get()) {
        None => format!("card kpi-card {class}"),
        Some(suffix) => format!("card kpi-card kpi-card--flash-{suffix} {class}"),
    });
    let whole = Signal::derive(move || value.with(|text| format!("{}{}", text.before, text.whole)));
    let exact = Signal::derive(move || value.with(MoneyText::to_string));
    let scope = state.board.with_untracked(|board| board.scope.clone());
    let sales = paths::sales_of_today(&scope, kind);
    view! {
        <section class=card_class aria-label=label>
            <h2 class="kpi-card__label">
                <a class="kpi-card__link" href=sales rel="external">{label}</a>
                <span class="kpi-card__note">{note}</span>
            </h2>
            <p class=Signal::derive(move || value.with(value_class)) title=exact>
                <span class="visually-hidden" data-figure=label>{exact}</span>
                <span class="money" aria-hidden="true">
                    <Rolling text=whole/>
                    <span class="money__minor">{text(move || value.with(|text| text.minor.clone()))}</span>
                    {text(move || value.with(|text| text.after.clone()))}
                </span>
            </p>
            <dl class="kpi-card__rows">{rows}</dl>
            <div class="kpi-card__foot">{foot}</div>
        </section>
    }
}

/// A named value below the figure.
#[component]
pub fn KpiRow(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] value: Signal<MoneyText>,
    /// Where its name leads, if elsewhere than the card.
    #[prop(optional)]
    href: Option<String>,
) -> impl IntoView {
    let name = match href {
        Some(href) => view! { <a class="kpi-card__way" href=href rel="external">{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <div class="kpi-card__row">
            <dt>{name}</dt>
            <dd><Money text=value/></dd>
        </div>
    }
}

/// A text where a figure stands.
pub fn figure(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<MoneyText> {
    Signal::derive(move || plain(read()))
}

/// A whole number as a figure.
pub fn plain(whole: String) -> MoneyText {
    MoneyText { before: String::new(), whole, minor: String::new(), after: String::new() }
}

/// What a count holds, where the amounts beside it are of one currency.
pub fn of_all_currencies(state: LiveState) -> Signal<&'static str> {
    Signal::derive(move || {
        let all =
            state.board.with(|board| state.places.with(|places| figures::currencies(board, places).len()));
        if all > 1 { "all currencies" } else { "" }
    })
}

/// Stands where there is no figure yet.
pub fn nothing() -> MoneyText {
    plain("–".to_owned())
}

/// The size follows the length, so that every figure fits its card; minor units are smaller and count half.
fn value_class(text: &MoneyText) -> &'static str {
    let length = |text: &str| text.chars().count();
    let half = length(&text.minor).div_ceil(2);
    match length(&text.before) + length(&text.whole) + length(&text.after) + half {
        0..=6 => "kpi-card__value kpi-card__value--short",
        7..=9 => "kpi-card__value",
        10..=13 => "kpi-card__value kpi-card__value--long",
        _ => "kpi-card__value kpi-card__value--longer",
    }
}
