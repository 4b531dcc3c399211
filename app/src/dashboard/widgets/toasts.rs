//! New sales as toasts, and the same for ears.

use leptos::prelude::*;

use crate::dashboard::state::LiveState;
use crate::dashboard::toasts::Toast;
use crate::ui::icon::{Drawing, Icon};
use crate::ui::text;

/// The toasts in the corner; a press puts one away. They are decoration for eyes; screen readers hear [`SpokenSales`].
#[component]
pub fn ToastStack(state: LiveState) -> impl IntoView {
    let shown = Memo::new(move |_| state.toasts.with(|toasts| toasts.shown(state.locale())));
    let keys =
        Memo::new(move |_| shown.with(|shown| shown.iter().map(|toast| toast.key).collect::<Vec<_>>()));
    // A toast that goes on counting changes its words and stays where it is.
    let part = move |key: u64, pick: fn(&Toast) -> String| {
        text(move || {
            shown.with(|shown| shown.iter().find(|toast| toast.key == key).map(pick).unwrap_or_default())
        })
    };
    view! {
        <div class="toasts" aria-hidden="true">
            <For each=move || keys.get() key=|key| *key let:key>
                <div class="toast" on:click=move |_| state.toasts.update(|toasts| toasts.dismiss(key))>
                    <span class="toast__icon"><Drawing icon=Icon::Cone/></span>
                    <div class="toast__text">
                        <p class="toast__title">{part(key, |toast| toast.title.clone())}</p>
                        <p class="toast__detail">{part(key, |toast| toast.detail.clone())}</p>
                    </div>
                    <Drawing icon=Icon::Close small=true/>
                </div>
            </For>
        </div>
    }
}

/// Says what was sold, at most every ten seconds.
#[component]
pub fn SpokenSales(state: LiveState) -> impl IntoView {
    view! { <p class="visually-hidden" role="status">{state.spoken}</p> }
}
