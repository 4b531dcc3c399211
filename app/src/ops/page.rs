//! `/ops`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::api::load_ops;
use super::model::{Cache, Lag, Operations, size};
use super::tables::{DriftTable, QueueTable, RebuildTable, RunTable, ScheduleTable, moment};
use crate::paths;
use crate::reader::Reader;
use crate::ui::frame::{Frame, TopBar};
use crate::ui::grid::permille;
use crate::ui::state_panel::FailedPanel;
use crate::units::decimal::divide_half_away;
use crate::units::format::{self, Locale};

/// How the server stands: right as it is sent, and without scripts.
#[component]
pub fn OpsPage() -> impl IntoView {
    let body = move || {
        Suspend::new(async move {
            match load_ops().await {
                Ok(found) => view! { <Everything found/> }.into_any(),
                Err(error) => view! {
                    <div class="card card--page">
                        <FailedPanel error><a class="button" href=paths::ops()>"Look again"</a></FailedPanel>
                    </div>
                }
                .into_any(),
            }
        })
    };
    view! {
        <Title text="Operations"/>
        <Frame is_plain=true>
            <TopBar heading=ViewFn::from(|| "Operations") note="What the server does by itself".to_owned()>
                <a class="button button--quiet" href=paths::summaries()>"By day"</a>
            </TopBar>
            <main class="main" id="main">
                <Suspense>{body}</Suspense>
            </main>
        </Frame>
    }
}

#[component]
fn Everything(found: Operations) -> impl IntoView {
    let now = found.now;
    view! {
        <div class="ops">
            <LagCard lag=found.lag/>
            <ProofCard found=found.clone()/>
            <CacheCard cache=found.cache/>
            <ScheduleTable rows=found.schedules now/>
            <QueueTable rows=found.queues/>
            <RunTable rows=found.runs/>
            <DriftTable rows=found.drifts/>
            <RebuildTable rows=found.rebuilds now/>
        </div>
    }
}

#[component]
fn LagCard(lag: Lag) -> impl IntoView {
    let locale = Reader::expect().locale;
    let analytics = lag.columns.map_or_else(|| "Not read yet".to_owned(), |events| behind(locale, events));
    let facts = [
        (
            "Waiting to be written",
            format::count(locale, lag.waiting),
            "Sales, returns and cancellations that have arrived and whose turn has not come. A till is told that its sale is safe once it is written.",
        ),
        (
            "Live boards",
            behind(locale, lag.boards),
            "Changes that are recorded and not on the live pages yet. A busy shop sees some come and go. Where they only grow, live pages are late; nothing is lost.",
        ),
        (
            "Analytics",
            analytics,
            "Changes that are recorded and not in the sums that this server holds in memory. Whoever opens a page of the analytics waits until they are in, so none shows old figures.",
        ),
    ];
    let facts = facts.map(|(name, figure, meaning)| {
        view! { <div><dt>{name}</dt><dd>{figure}</dd><dd class="ops__meaning">{meaning}</dd></div> }
    });
    view! {
        <section class="card" aria-labelledby="ops-lag">
            <header class="card__head">
                <h2 class="card__title" id="ops-lag">"How far behind"</h2>
                <p class="card__note">"This server, at this moment"</p>
            </header>
            <dl class="ops__facts">{facts.collect_view()}</dl>
        </section>
    }
}

fn behind(locale: &Locale, events: i64) -> String {
    match events {
        0 => "Up to date".to_owned(),
        1 => "1 change behind".to_owned(),
        events => format!("{} changes behind", format::count(locale, events)),
    }
}

#[component]
fn ProofCard(found: Operations) -> impl IntoView {
    let locale = Reader::expect().locale;
    let Operations { now, proof, drifts, open_drifts, database_bytes, .. } = found;
    let healed = match (drifts.len(), open_drifts) {
        (0, 0) => "None".to_owned(),
        (_, 0) => "All put right".to_owned(),
        (_, open) => format!("{open} not put right yet"),
    };
    let count = |number| format::count(locale, number);
    view! {
        <section class="card" aria-labelledby="ops-proof">
            <header class="card__head">
                <h2 class="card__title" id="ops-proof">"Proof of the figures"</h2>
                <p class="card__note">"As of "{moment(now)}</p>
            </header>
            <dl class="ops__facts">
                <div><dt>"Days compared with the ledger"</dt><dd>{count(proof.verified)}" of "{count(proof.days)}</dd></div>
                <div><dt>"Rows found equal"</dt><dd>{count(proof.rows)}</dd></div>
                <div><dt>"Last comparison"</dt><dd>{proof.newest_at.map_or_else(|| "None yet".into_any(), |at| moment(at).into_any())}</dd></div>
                <div><dt>"Longest ago"</dt><dd>{proof.oldest_at.map_or_else(|| "None yet".into_any(), |at| moment(at).into_any())}</dd></div>
                <div><dt>"Differences"</dt><dd>{healed}</dd></div>
                <div><dt>"Database"</dt><dd>{size(database_bytes)}</dd></div>
            </dl>
        </section>
    }
}

#[component]
fn CacheCard(cache: Cache) -> impl IntoView {
    let locale = Reader::expect().locale;
    let count = |number| format::count(locale, number);
    let questions = cache.hits.saturating_add(cache.misses);
    let ratio = divide_half_away(i128::from(cache.hits) * 1_000, questions.into())
        .and_then(|permille| i64::try_from(permille).ok())
        .map_or_else(|| "No questions yet".to_owned(), permille);
    let oldest = cache.oldest_s.map_or_else(|| "None".to_owned(), |age| format!("{} s old", count(age)));
    view! {
        <section class="card" aria-labelledby="ops-cache">
            <header class="card__head">
                <h2 class="card__title" id="ops-cache">"Answers kept"</h2>
                <p class="card__note">"Of the analytics, since the server started"</p>
            </header>
            <dl class="ops__facts">
                <div><dt>"Hit ratio"</dt><dd>{ratio}</dd></div>
                <div><dt>"Questions"</dt><dd>{count(questions)}</dd></div>
                <div><dt>"Answers"</dt><dd>{count(cache.size)}</dd></div>
                <div><dt>"Oldest"</dt><dd>{oldest}</dd></div>
                <div><dt>"Let go"</dt><dd>{count(cache.evictions)}</dd></div>
            </dl>
        </section>
    }
}
