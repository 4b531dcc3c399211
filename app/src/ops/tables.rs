//! The lists of the page, each a card.

use leptos::prelude::*;

use super::model::{DriftRow, JobRun, Queue, RebuildRow, RebuildState, Schedule};
use crate::reader::Reader;
use crate::units::{Currency, UnixMs, format};

/// An instant in UTC: a server has no wall clock of its own.
pub(super) fn moment(at: UnixMs) -> impl IntoView + use<> {
    let at = at.with_offset(0);
    let day = format::day_of(&at).map(format::date).unwrap_or_default();
    let said = format!("{day}, {} UTC", format::clock(&at));
    view! { <time datetime=at>{said}</time> }
}

#[component]
pub fn ScheduleTable(rows: Vec<Schedule>, now: UnixMs) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let next = match row.next_at {
            None => "Never again".into_any(),
            // Nobody fires it: no server runs that has it.
            Some(at) if at.0 + 60_000 < now.0 => view! { {moment(at)}" (overdue)" }.into_any(),
            Some(at) => moment(at).into_any(),
        };
        view! {
            <tr>
                <th scope="row">{row.name}</th>
                <td><code>{row.cron}</code>" "<span class="table__sub">{row.time_zone}</span></td>
                <td>{next}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    list("ops-schedules", "Schedules", &["Name", "Due", "Next"], rows, "None yet.")
}

#[component]
pub fn QueueTable(rows: Vec<Queue>) -> impl IntoView {
    let locale = Reader::expect().locale;
    let count = |number| format::count(locale, number);
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">{row.kind}</th>
                <td>{count(row.waiting)}</td>
                <td>{count(row.running)}</td>
                <td>{count(row.dead)}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    let heads = ["Kind", "Waiting", "Running", "Given up"];
    list("ops-queues", "Jobs to do", &heads, rows, "Nothing waits.")
}

#[component]
pub fn RunTable(rows: Vec<JobRun>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let took = row.finished_at.map(|at| format!("{} ms", (at.0 - row.started_at.0).max(0)));
        view! {
            <tr>
                <th scope="row">{row.kind}" "<span class="table__sub">{format!("job {}, attempt {}", row.job, row.attempt)}</span></th>
                <td>{moment(row.started_at)}</td>
                <td>{took}</td>
                <td>{row.state}</td>
                <td class="ops__told">{row.told}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    let heads = ["Job", "Began", "Took", "Outcome", "What it says"];
    list("ops-runs", "Last runs", &heads, rows, "None yet.")
}

#[component]
pub fn DriftTable(rows: Vec<DriftRow>) -> impl IntoView {
    let locale = Reader::expect().locale;
    let rows = rows.into_iter().map(|row| {
        let off = match row.currency.parse::<Currency>() {
            Ok(currency) => {
                let amount = crate::units::Amount::new(row.gross_off, currency);
                format::money(locale, currency, amount).to_string()
            }
            Err(_) => format!("{} {}", row.gross_off, row.currency),
        };
        view! {
            <tr>
                <th scope="row">{format::date(row.day)}</th>
                <td>{row.summary}</td>
                <td>{format::count(locale, row.differing)}</td>
                <td>{off}</td>
                <td>{moment(row.at)}</td>
                <td>{row.healed_at.map_or_else(|| "Not yet".into_any(), |at| moment(at).into_any())}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    let heads = ["Day", "Sums", "Rows", "Gross off by", "Found", "Put right"];
    let none = "Every comparison so far found the sums equal to the ledger.";
    list("ops-drifts", "Differences from the ledger", &heads, rows, none)
}

#[component]
pub fn RebuildTable(rows: Vec<RebuildRow>, now: UnixMs) -> impl IntoView {
    let locale = Reader::expect().locale;
    let rows = rows.into_iter().map(|row| {
        let state = match (row.state(now), row.is_dry_run) {
            (RebuildState::Running, _) => "Running",
            (RebuildState::Ended, _) => "Ended early",
            (RebuildState::Finished, true) => "Compared",
            (RebuildState::Finished, false) => "Done",
        };
        let days =
            format!("{} of {}", format::count(locale, row.days_done), format::count(locale, row.days_total));
        view! {
            <tr>
                <th scope="row">{format!("{} to {}", format::date(row.from), format::date(row.to))}</th>
                <td>{moment(row.started_at)}</td>
                <td>{days}</td>
                <td>{format::count(locale, row.rows_changed)}</td>
                <td>{state}</td>
            </tr>
        }
        .into_any()
    });
    let rows = rows.collect();
    let heads = ["Days", "Began", "Days done", "Rows that differed", "State"];
    let none =
        "None yet. It compares days with the ledger and computes again what differs, beside this server.";
    list("ops-rebuilds", "Rebuilds by scoopjoy rebuild --from DAY --to DAY", &heads, rows, none)
}

/// A card with a table, or with `none` where there are no rows.
fn list(
    id: &'static str,
    title: &'static str,
    heads: &[&'static str],
    rows: Vec<AnyView>,
    none: &'static str,
) -> AnyView {
    let heads = heads.iter().map(|head| view! { <th scope="col">{*head}</th> }).collect_view();
    let body = if rows.is_empty() {
        view! { <p class="ops__none">{none}</p> }.into_any()
    } else {
        view! {
            <div class="ops__rows" tabindex="0" role="region" aria-labelledby=id>
                <table class="table ops__table">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        // The rows are the landmark: two of one name would be one too many.
        <section class="card">
            <header class="card__head"><h2 class="card__title" id=id>{title}</h2></header>
            {body}
        </section>
    }
    .into_any()
}
