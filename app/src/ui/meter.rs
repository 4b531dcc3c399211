//! A thin share of a whole.

use leptos::prelude::*;

/// Shows `thousandths` of a whole beside a figure that says it in words. A width in a style attribute would need a
/// weaker content security policy, so the bar is a rectangle of an SVG.
#[component]
pub fn Meter(
    #[prop(into)] thousandths: Signal<i64>,
    #[prop(default = "meter")] class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width=super::text(move || thousandths.get().clamp(0, 1_000).to_string()) height="1"></rect>
        </svg>
    }
}
