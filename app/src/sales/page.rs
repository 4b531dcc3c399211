//! `/sales` and `/sales/:id`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{load_ledger, load_sale};
use super::asked::Asked;
use super::filter::FilterForm;
use super::ledger::Ledger;
use super::model::LedgerNames;
use super::story::StoryView;
use crate::error::PageError;
use crate::organisation::{Places, PlacesResource};
use crate::paths;
use crate::ui::filter::{FailedList, WrongFilter};
use crate::ui::frame::{Frame, TopBar};
use crate::ui::state_panel::FailedPanel;
use crate::units::Scope;

/// The ledger with its filter, which is the address itself: a plain form, right without scripts.
#[component]
pub fn LedgerPageView() -> impl IntoView {
    let asked = Asked::read(crate::address::asked_for);
    let places = expect_context::<PlacesResource>();
    // Read here and not by a resource: that would send everything a second time, for a hydration there is not.
    let body = move || {
        let asked = asked.clone();
        Suspend::new(async move {
            let places = places.await.unwrap_or_default();
            listed(asked, places).await
        })
    };
    view! {
        <Title text="Sales"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Sales") note="Last recorded first, times at the outlet".to_owned()>
                <a class="button button--quiet" href=paths::summaries()>"By day"</a>
                <a class="button button--quiet" href=paths::analytics_of(&Scope::Network)>"Analytics"</a>
            </TopBar>
            <main class="main" id="main">
                <Suspense>{body}</Suspense>
            </main>
        </Frame>
    }
}

/// The filter, and below it the list or what stands in its place.
async fn listed(mut asked: Asked, places: Places) -> AnyView {
    let mut names = LedgerNames::default();
    let below = match asked.filter.clone() {
        Ok(filter) => match load_ledger(filter.clone()).await {
            Ok(page) => {
                names.clone_from(&page.names);
                view! { <Ledger page places=places.clone() filter/> }.into_any()
            }
            Err(error @ PageError::NotFound(_)) => {
                asked.refuse_scope();
                error.send_status();
                view! { <WrongFilter everything=paths::sales()/> }.into_any()
            }
            Err(error) => view! { <FailedList error everything=paths::sales()/> }.into_any(),
        },
        Err(_) => {
            PageError::Malformed(String::new()).send_status();
            view! { <WrongFilter everything=paths::sales()/> }.into_any()
        }
    };
    view! {
        <FilterForm places asked names/>
        {below}
    }
    .into_any()
}

/// One sale or return: what was sold, how it was paid, what happened to it.
#[component]
pub fn SalePage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id")).unwrap_or_default();
    let places = expect_context::<PlacesResource>();
    let body = move || {
        let id = id.clone();
        Suspend::new(async move {
            let places = places.await.unwrap_or_default();
            match load_sale(id).await {
                Ok(story) => view! { <StoryView story places/> }.into_any(),
                Err(error) => view! { <FailedSale error/> }.into_any(),
            }
        })
    };
    view! {
        <Frame is_plain=true>
            <Suspense>{body}</Suspense>
        </Frame>
    }
}

#[component]
fn FailedSale(error: PageError) -> impl IntoView {
    view! {
        <Title text="Sale"/>
        <TopBar heading=ViewFn::from(|| "Sale") note=String::new()><span></span></TopBar>
        <main class="main" id="main">
            <div class="card card--page">
                <FailedPanel error><a class="button" href=paths::sales()>"To the ledger"</a></FailedPanel>
            </div>
        </main>
    }
}
