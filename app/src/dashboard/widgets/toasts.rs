//! New sales as toasts, and the same for ears.

use leptos::prelude::*;

use crate::dashboard::state::LiveState;
use crate::ui::icon::{Drawing, Icon};

/// The toasts in the corner. They are decoration for eyes; screen readers hear [`SpokenSales`].
#[component]
pub fn ToastStack(state: LiveState) -> impl IntoView {
    let shown = Memo::new(move |_| state.toasts.with(|toasts| toasts.shown(state.locale())));
    view! {
        <div class="toasts" aria-hidden="true">
            <For each=move || shown.get() key=|toast| (toast.key, toast.title.clone()) let:toast>
                <div class="toast">
                    <span class="toast__icon"><Drawing icon=Icon::Cone/></span>
                    <div class="toast__text">
                        <p class="toast__title">{toast.title}</p>
                        <p class="toast__detail">{toast.detail}</p>
                    </div>
                </div>
            </For>
        </div>
    }
    .into_any()
}

/// Says what was sold, at most every ten seconds.
#[component]
pub fn SpokenSales(state: LiveState) -> impl IntoView {
    view! { <p class="visually-hidden" role="status">{state.spoken}</p> }
}
