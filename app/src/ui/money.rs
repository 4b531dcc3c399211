//! Amounts on a page.

use leptos::prelude::*;

use crate::units::format::MoneyText;

/// An amount whose minor units stand back.
#[component]
pub fn Money(#[prop(into)] text: Signal<MoneyText>) -> impl IntoView {
    view! {
        <span class="money">
            {super::text(move || text.with(|text| format!("{}{}", text.before, text.whole)))}
            <span class="money__minor">{super::text(move || text.with(|text| text.minor.clone()))}</span>
            {super::text(move || text.with(|text| text.after.clone()))}
        </span>
    }
}
