//! `/sales` and `/sales/:id`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{load_ledger, load_sale};
use super::filter::{FilterForm, read_filter};
use super::ledger::Ledger;
use super::story::StoryView;
use crate::dashboard::page::PlacesResource;
use crate::paths;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::state_panel::FailedPanel;
use crate::ui::whole::Erase;

/// The ledger with its filter, which is the address itself: a plain form, right without scripts.
#[component]
pub fn LedgerPageView() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| read_filter(|name| query.get(name))));
    let page = Resource::new_blocking(
        move || filter.get(),
        |filter| async move {
            match filter {
                Ok(filter) => load_ledger(filter).await,
                Err(wrong) => Err(wrong),
            }
        },
    );
    let places = expect_context::<PlacesResource>();
    view! {
        <Title text="Sales"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Sales") note="Newest first, times at the outlet".to_owned()><span></span></TopBar>
            <main class="main" id="main">
                <div class="ledger">
                    <Transition fallback=|| view! { <div class="card card--page"><span class="skeleton skeleton--fill"></span></div> }>
                        {move || Suspend::new(async move {
                            let places = places.await.unwrap_or_default();
                            let filter = filter.get_untracked();
                            let shown = filter.as_ref().ok().cloned();
                            let body = match page.await {
                                Ok(page) => match filter {
                                    Ok(filter) => view! { <Ledger page places=places.clone() filter/> }.erased(),
                                    Err(_) => ().erased(),
                                },
                                Err(error) => view! {
                                    <div class="card card--page">
                                        <FailedPanel error><a class="button" href=paths::sales()>"Show everything"</a></FailedPanel>
                                    </div>
                                }.erased(),
                            };
                            view! {
                                <FilterForm places filter=shown/>
                                {body}
                            }
                        })}
                    </Transition>
                </div>
            </main>
        </Frame>
    }
}

/// One sale or return: what was sold, how it was paid, what happened to it.
#[component]
pub fn SalePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
    let story = Resource::new_blocking(move || id.get(), load_sale);
    let places = expect_context::<PlacesResource>();
    view! {
        <Frame is_plain=true>
            <Transition fallback=|| view! { <main class="main" id="main"><span class="skeleton"></span></main> }>
                {move || Suspend::new(async move {
                    let places = places.await.unwrap_or_default();
                    match story.await {
                        Ok(story) => view! { <StoryView story places/> }.erased(),
                        Err(error) => view! {
                            <Title text="Sale"/>
                            <TopBar heading=ViewFn::from(|| "Sale") note=String::new()><span></span></TopBar>
                            <main class="main" id="main">
                                <div class="card card--page">
                                    <FailedPanel error><a class="button" href=paths::sales()>"To the ledger"</a></FailedPanel>
                                </div>
                            </main>
                        }.erased(),
                    }
                })}
            </Transition>
        </Frame>
    }
}
