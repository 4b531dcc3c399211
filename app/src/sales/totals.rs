//! What the shown part of the ledger adds up to.

use leptos::prelude::*;

use super::model::{
    EntryKind, EntryState, LedgerAmount, LedgerFilter, LedgerGoods, LedgerNames, LedgerTotals,
};
use crate::reader::Reader;
use crate::ui::money::Money;
use crate::units::{Amount, format};

/// Counts and money over the list, or why there are none.
#[component]
pub fn TotalsView(
    totals: Option<LedgerTotals>,
    goods: Option<Vec<LedgerGoods>>,
    names: LedgerNames,
    filter: LedgerFilter,
) -> impl IntoView {
    let Some(totals) = totals else {
        let goods = goods.map(|goods| lines(&goods)).unwrap_or_default();
        return view! { <p class="totals totals--none">{goods}{why_none(&filter, names)}</p> }.into_any();
    };
    if filter.state == Some(EntryState::Cancelled) {
        let cancelled = totals.cancelled.map(|cancelled| count("Cancelled, not counted", cancelled));
        return view! { <dl class="totals">{cancelled}</dl> }.into_any();
    }
    let wants = |kind| filter.kind.is_none_or(|only| only == kind);
    let (has_sales, has_returns) = (wants(EntryKind::Sale), wants(EntryKind::Return));
    let name = match (has_sales, has_returns) {
        (true, true) => "Sold, less returns",
        (true, false) => "Sold",
        _ => "Given back",
    };
    let cancelled = totals.cancelled.filter(|cancelled| has_sales && *cancelled > 0);
    let amounts =
        totals.amounts.iter().map(|sums| money(sums, shown(sums, has_sales, has_returns))).collect_view();
    view! {
        <dl class="totals">
            {has_sales.then(|| count("Sales", totals.sales))}
            {has_returns.then(|| count("Returns", totals.returns))}
            {cancelled.map(|cancelled| count("Cancelled, not counted", cancelled))}
            <div class="totals__money">
                <dt class="totals__name">{name}</dt>
                {amounts}
            </div>
        </dl>
    }
    .into_any()
}

/// What narrows the list so far that it is not added up.
fn why_none(filter: &LedgerFilter, names: LedgerNames) -> String {
    match (&filter.number, &filter.item, &filter.category) {
        (Some(number), ..) => {
            format!("Numbers that begin with “{number}”. A search by number is not added up.")
        }
        (None, Some(code), _) => {
            let item = names.item.unwrap_or_else(|| code.clone());
            format!("Whatever holds “{item}”, with all else on it. A search by item is not added up.")
        }
        (None, None, Some(category)) => {
            let held = format!("Whatever holds something of “{category}”, with all else on it.");
            format!("{held} A search by category is not added up.")
        }
        _ if filter.customer.is_some() => "More than is added up of one customer.".to_owned(),
        _ if filter.is_standing => "What outlets sold elsewhere is not added up.".to_owned(),
        _ if filter.state == Some(EntryState::Cancelled) => {
            "Cancelled returns, and what was cancelled of an hour, are not added up.".to_owned()
        }
        _ => "The returns of an hour are not added up.".to_owned(),
    }
}

/// What the lines in question come to, in a sentence: no sum of the sales that hold them.
fn lines(goods: &[LedgerGoods]) -> String {
    let locale = Reader::expect().locale;
    let told = goods.iter().map(|goods| {
        let amount = format::money(locale, goods.currency, goods.amount);
        format!("{} for {amount}", format::quantity(locale, goods.qty))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { String::new() } else { format!("These lines alone: {}. ", told.join(", ")) }
}

/// The sum of what the filter shows.
fn shown(sums: &LedgerAmount, has_sales: bool, has_returns: bool) -> Amount {
    let part = |is_shown: bool, amount: Amount| if is_shown { amount.minor } else { 0 };
    // One is never below zero and the other never above.
    Amount::new(part(has_sales, sums.sold) + part(has_returns, sums.returned), sums.currency)
}

fn money(sums: &LedgerAmount, amount: Amount) -> impl IntoView + use<> {
    let text = format::money(Reader::expect().locale, sums.currency, amount);
    view! { <dd class="totals__figure"><Money text=Signal::stored(text)/></dd> }
}

fn count(name: &'static str, number: i64) -> impl IntoView {
    view! {
        <div>
            <dt class="totals__name">{name}</dt>
            <dd class="totals__figure figure">{format::count(Reader::expect().locale, number)}</dd>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_added_up_alone() {
        let currency = "INR".parse().expect("a currency");
        let amount = |minor| Amount::new(minor, currency);
        let sums = LedgerAmount { currency, sold: amount(5_000), returned: amount(-1_200) };
        assert_eq!(shown(&sums, true, true), amount(3_800));
        assert_eq!(shown(&sums, true, false), amount(5_000));
        assert_eq!(shown(&sums, false, true), amount(-1_200));
    }
}
