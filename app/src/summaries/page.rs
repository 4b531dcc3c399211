//! `/summaries`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{load_grid, load_restated, load_summaries};
use super::asked::Asked;
use super::filter::FilterForm;
use super::grid::DayGrid;
use super::model::{SummaryFilter, View};
use super::restated::RestatedList;
use super::table::SummaryTable;
use crate::error::PageError;
use crate::organisation::{Places, PlacesResource};
use crate::paths;
use crate::ui::filter::{FailedList, WrongFilter};
use crate::ui::frame::{Frame, TopBar};

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
        Ok(filter) => match shown(filter).await {
            Ok(shown) => shown,
            Err(error @ PageError::NotFound(_)) => {
                asked.refuse_scope();
                error.send_status();
                view! { <WrongFilter everything=paths::summaries()/> }.into_any()
            }
            Err(error) => view! { <FailedList error everything=paths::summaries()/> }.into_any(),
        },
        Err(_) => {
            PageError::Malformed(String::new()).send_status();
            view! { <WrongFilter everything=paths::summaries()/> }.into_any()
        }
    };
    view! {
        <FilterForm places=&places asked=&asked/>
        {asked.filter.as_ref().ok().map(views)}
        {below}
    }
    .into_any()
}

async fn shown(filter: SummaryFilter) -> Result<AnyView, PageError> {
    Ok(match filter.view {
        View::Rows => {
            let page = load_summaries(&filter).await?;
            view! { <SummaryTable page filter/> }.into_any()
        }
        View::Grid => {
            let grid = load_grid(&filter).await?;
            view! { <DayGrid grid filter/> }.into_any()
        }
        View::Restated => {
            let page = load_restated(&filter).await?;
            view! { <RestatedList page filter/> }.into_any()
        }
    })
}

/// The ways to look at what is asked for.
fn views(filter: &SummaryFilter) -> AnyView {
    let link = |view: View, label: &'static str| {
        let href = paths::summaries_through(&SummaryFilter { view, after: None, ..filter.clone() });
        let current = (filter.view == view).then_some("page");
        view! { <a class="button button--quiet summaries__view" href=href aria-current=current>{label}</a> }
    };
    view! {
        <nav class="summaries__views" aria-label="View">
            {link(View::Rows, "Rows")}
            {link(View::Grid, "Grid")}
            {link(View::Restated, "Restated")}
        </nav>
    }
    .into_any()
}
