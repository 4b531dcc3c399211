//! `/summaries`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::load_summaries;
use super::asked::Asked;
use super::filter::FilterForm;
use super::table::SummaryTable;
use crate::error::PageError;
use crate::organisation::{Places, PlacesResource};
use crate::paths;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::icon::Icon;
use crate::ui::state_panel::{FailedPanel, StatePanel, Tone};

/// A row for each outlet, business day and currency, with its filter: a plain form, right without scripts.
#[component]
pub fn SummariesPage() -> impl IntoView {
    let asked = Asked::read(crate::address::asked_for);
    let places = expect_context::<PlacesResource>();
    let body = move || {
        let asked = asked.clone();
        Suspend::new(async move {
            let places = places.await.unwrap_or_default();
            listed(asked, places).await
        })
    };
    view! {
        <Title text="Daily summaries"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Daily summaries") note="One row an outlet and business day".to_owned()>
                <a class="button button--quiet" href=paths::ops()>"Operations"</a>
                <a class="button button--quiet" href=paths::sales()>"Sales"</a>
            </TopBar>
            <main class="main" id="main">
                <Suspense>{body}</Suspense>
            </main>
        </Frame>
    }
}

/// The filter, and below it the rows or what stands in their place.
async fn listed(mut asked: Asked, places: Places) -> AnyView {
    let below = match asked.filter.clone() {
        Ok(filter) => match load_summaries(&filter).await {
            Ok(page) => view! { <SummaryTable page filter/> }.into_any(),
            Err(error @ PageError::NotFound(_)) => {
                asked.refuse_scope();
                error.send_status();
                view! { <WrongFilter/> }.into_any()
            }
            Err(error) => view! { <FailedSummaries error/> }.into_any(),
        },
        Err(_) => {
            PageError::Malformed(String::new()).send_status();
            view! { <WrongFilter/> }.into_any()
        }
    };
    view! {
        <FilterForm places=&places asked=&asked/>
        {below}
    }
    .into_any()
}

#[component]
fn FailedSummaries(error: PageError) -> impl IntoView {
    view! {
        <div class="card card--page">
            <FailedPanel error><a class="button" href=paths::summaries()>"Show everything"</a></FailedPanel>
        </div>
    }
}

/// In the place of the rows while the filter has to be put right.
#[component]
fn WrongFilter() -> impl IntoView {
    view! {
        <div class="card card--page">
            <StatePanel
                tone=Tone::Failed
                icon=Icon::Warning
                title="The filter needs a correction".to_owned()
                text="Put the marked field right and press Show.".to_owned()
            >
                <a class="button" href=paths::summaries()>"Show everything"</a>
            </StatePanel>
        </div>
    }
}
