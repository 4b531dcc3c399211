//! `/analytics/{view}`.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{Analytics, AnalyticsPort};
use super::asked::{Asked, Chosen, Preset, Question, View, read_segment};
use super::filter::{FilterForm, Presets, Views};
use super::model::{Grain, OfSegment, Range};
use super::report::asked::ReportAsked;
use super::{report, sections};
use crate::error::{PageError, port};
use crate::organisation::{Places, PlacesResource};
use crate::paths;
use crate::ui::filter::{FailedList, WrongFilter, days_said};
use crate::ui::frame::{Frame, TopBar};
use crate::units::{Day, Scope, format};

/// Periods on one page.
const MOST_ROWS: i32 = 400;

/// A page of the analytics: a plain form, right without scripts. Each part stands or fails for itself.
#[component]
pub fn AnalyticsPage() -> impl IntoView {
    let path = use_params_map().with_untracked(|params| params.get("view"));
    let Some(view) = path.as_deref().and_then(View::of_path) else {
        return view! { <crate::NotFoundPage/> }.into_any();
    };
    let mut asked = Asked::read(crate::address::asked_for);
    let segment = match view {
        View::Segments => read_segment(crate::address::asked_for),
        _ => Ok(None),
    };
    let segment = segment.unwrap_or_else(|problems| {
        asked.add(problems);
        None
    });
    let report = (view == View::Report).then(|| ReportAsked::read(crate::address::all_asked_for));
    let places = expect_context::<PlacesResource>();
    let body = move || {
        let (asked, report) = (asked.clone(), report.clone());
        Suspend::new(async move {
            let places = places.await.unwrap_or_default();
            match report {
                Some(report) => report::page::answered(asked, report, places).await,
                None => answered(view, segment, asked, places).await,
            }
        })
    };
    let title = format!("{} – Analytics", view.label());
    view! {
        <Title text=title/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Analytics") note=view.label().to_owned()>
                <a class="button button--quiet" href=paths::summaries()>"Days"</a>
            </TopBar>
            <main class="main" id="main">
                <Suspense>{body}</Suspense>
            </main>
        </Frame>
    }
    .into_any()
}

/// What is asked for, and below it the answer or what stands in its place.
async fn answered(view: View, segment: Option<OfSegment>, mut asked: Asked, places: Places) -> AnyView {
    let below = match find(view, segment, &asked, &places).await {
        Ok(below) => below,
        Err(trouble) => instead(trouble, view, &mut asked),
    };
    view! {
        <Views view asked=&asked/>
        <Presets view asked=&asked/>
        <FilterForm view places=&places asked=&asked/>
        {below}
    }
    .into_any()
}

/// Why nothing is answered.
pub(super) enum Trouble {
    /// The fields say what is wrong.
    Asked,
    Wrong(crate::asked::Problem),
    NoScope(PageError),
    Failed(PageError),
}

/// What stands in the place of the answer; the fields then tell what is wrong with them.
pub(super) fn instead(trouble: Trouble, view: View, asked: &mut Asked) -> AnyView {
    match trouble {
        Trouble::Asked => wrong(view),
        Trouble::Wrong(problem) => {
            asked.refuse(problem);
            wrong(view)
        }
        Trouble::NoScope(error) => {
            asked.refuse_scope();
            error.send_status();
            view! { <WrongFilter everything=everything(view)/> }.into_any()
        }
        Trouble::Failed(error) => view! { <FailedList error everything=everything(view)/> }.into_any(),
    }
}

/// What is asked for, with its open ends closed where the scope stands.
pub(super) struct Closed {
    pub(super) analytics: Analytics,
    pub(super) range: Range,
    pub(super) grain: Option<Grain>,
    pub(super) current: Day,
    /// RFC 3339.
    pub(super) now: String,
}

/// Closes the range. Errors: fields that are wrong, a scope there is not, and what the server fails with.
pub(super) async fn close(asked: &Asked) -> Result<Closed, Trouble> {
    let Ok(Question { scope, chosen, grain }) = asked.question.clone() else { return Err(Trouble::Asked) };
    let analytics = port::<Analytics>().map_err(Trouble::Failed)?;
    let current = analytics.current_day(&scope).await.map_err(|error| match error {
        PageError::NotFound(_) => Trouble::NoScope(error),
        _ => Trouble::Failed(error),
    })?;
    let now = analytics.now();
    // Before the first sale there is no day yet.
    let current = current.or_else(|| format::day_of(&now)).unwrap_or(Day(0));
    let (from, to) = chosen.days(current).map_err(Trouble::Wrong)?;
    Ok(Closed { analytics, range: Range { scope, from, to }, grain, current, now })
}

/// Which days of which scope are shown.
pub(super) fn heading(range: &Range, places: &Places) -> String {
    format!("{} · {}", places.scope_label(&range.scope), days_said(Some(range.from), Some(range.to)))
}

async fn find(
    view: View,
    segment: Option<OfSegment>,
    asked: &Asked,
    places: &Places,
) -> Result<AnyView, Trouble> {
    let Closed { analytics, range, grain, current, now } = close(asked).await?;
    let usual = analytics.usual_currency(&range.scope);
    let grain = readable(grain, range.days()).map_err(Trouble::Wrong)?;
    let running = (view == View::Compare && range.to >= current).then(|| {
        view! { <p class="analytics__running">"These days are not over yet; earlier ones are counted whole."</p> }
    });
    let port = analytics.as_ref() as &dyn AnalyticsPort;
    let parts = sections::find(view, port, &range, grain, segment, usual).await;
    Ok(view! {
        <h2 class="analytics__said">{heading(&range, places)}</h2>
        {running}
        <div class="analytics">{parts}</div>
        <p class="analytics__note">
            {format!("Everything recorded before {} is in. An answer is kept until a sale changes it, five minutes at most.", format::with_zone(&now))}
        </p>
    }
    .into_any())
}

/// As asked, else as reads best. Errors: more rows than a page bears.
fn readable(asked: Option<Grain>, days: i32) -> Result<Grain, crate::asked::Problem> {
    match asked {
        Some(Grain::Day) if days > MOST_ROWS => Err(crate::asked::Problem {
            name: "by",
            text: format!("A page shows {MOST_ROWS} days at most: choose weeks or months, or fewer days."),
        }),
        asked => Ok(asked.unwrap_or(Grain::of_length(days))),
    }
}

/// `/franchises/{code}`: how a franchise does this month.
#[component]
pub fn FranchisePage() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("code")).unwrap_or_default();
    let places = expect_context::<PlacesResource>();
    let body = move || {
        let code = code.clone();
        Suspend::new(async move {
            match places.await {
                Ok(places) => reported(&code, &places).await,
                Err(error) => view! { <FailedList error everything=paths::live()/> }.into_any(),
            }
        })
    };
    view! { <Suspense>{body}</Suspense> }
}

async fn reported(code: &str, places: &Places) -> AnyView {
    let scope = code.parse().ok().map(Scope::Franchise).filter(|scope| places.scope_name(scope).is_some());
    let Some(scope) = scope else { return view! { <crate::NotFoundPage/> }.into_any() };
    let name = places.scope_label(&scope);
    let known = Question { scope: scope.clone(), chosen: Chosen::Preset(Preset::Month), grain: None };
    let asked = Asked {
        scope: scope.to_string(),
        from: String::new(),
        to: String::new(),
        question: Ok(known.clone()),
        known,
    };
    let below = match find(View::Overview, None, &asked, places).await {
        Ok(below) => below,
        Err(Trouble::NoScope(error) | Trouble::Failed(error)) => {
            view! { <FailedList error everything=paths::live()/> }.into_any()
        }
        Err(Trouble::Asked | Trouble::Wrong(_)) => wrong(View::Overview),
    };
    let other_days = paths::analytics(View::Overview, &scope, Chosen::Preset(Preset::Month), None);
    let heading = name.clone();
    view! {
        <Title text=name/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(move || heading.clone()) note="Franchise performance".to_owned()>
                <a class="button button--quiet" href=other_days>"Other days"</a>
            </TopBar>
            <main class="main" id="main">{below}</main>
        </Frame>
    }
    .into_any()
}

fn wrong(view: View) -> AnyView {
    PageError::Malformed(String::new()).send_status();
    view! { <WrongFilter everything=everything(view)/> }.into_any()
}

/// The page without anything asked.
fn everything(view: View) -> String {
    format!("/analytics/{}", view.path())
}
