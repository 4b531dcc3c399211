//! What the rail shows of the network.

use leptos::prelude::*;

use super::{Places, PlacesResource};
use crate::paths;
use crate::ui::frame::shown_scope;
use crate::units::Scope;

/// The regions as shortcuts to their live pages.
#[component]
pub fn RailRegions() -> impl IntoView {
    let places = expect_context::<PlacesResource>();
    let shown = shown_scope();
    let regions = move |places: Places| {
        let outlets = places.clone();
        places
            .regions
            .into_iter()
            .map(|region| {
                let scope = Scope::Region(region.code);
                let count = outlets.outlets_of(&scope).count();
                let href = paths::live_of(&scope, None);
                let current = Signal::derive(move || (shown() == scope).then_some("true"));
                view! {
                    <li>
                        <a class="rail__item rail__item--scope" href=href aria-current=current>
                            <span class="rail__label">{region.name}</span>
                            <span class="rail__count">{count}</span>
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div class="rail__regions">
            <h2 class="rail__heading">"Regions"</h2>
            <ul class="rail__list">
                <Suspense>
                    {move || Suspend::new(async move { places.await.ok().map(regions) })}
                </Suspense>
            </ul>
        </div>
    }
}
