//! `/live`: the picture of a scope, moving with its sales.

use leptos::prelude::*;
use leptos_meta::Title;

/// The live page.
#[component]
pub fn LivePage() -> impl IntoView {
    let presses = RwSignal::new(0_u32);
    view! {
        <Title text="Live"/>
        <main class="LivePage">
            <h1>"Live"</h1>
            <button type="button" on:click=move |_| presses.update(|n| *n += 1)>
                "Pressed " <output>{presses}</output>
            </button>
        </main>
    }
}
