//! `/analytics/report`.

use leptos::prelude::*;

use super::asked::ReportAsked;
use super::form::ReportForm;
use super::model::{Report, ReportRow};
use super::table;
use crate::analytics::asked::{Asked, Chosen, View};
use crate::analytics::filter::{Views, presets};
use crate::analytics::model::Range;
use crate::analytics::page::{Closed, Trouble, close, heading, instead};
use crate::analytics::sections::{head, nothing, section};
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::ui::grid::GridTable;
use crate::units::format;

/// Rows that a page bears; a file holds all.
const MOST_SHOWN: usize = 500;

/// The form, and below it the rows or what stands in their place.
pub async fn answered(mut asked: Asked, report: ReportAsked, places: Places) -> AnyView {
    asked.add(report.problems());
    let below = match find(&asked, &report, &places).await {
        Ok(below) => below,
        Err(trouble) => instead(trouble, View::Report, &mut asked),
    };
    let scope = &asked.known.scope;
    let shape = report.known(scope);
    view! {
        <Views view=View::Report asked=&asked/>
        {presets(&asked, |choice| paths::report(scope, choice, &shape))}
        <ReportForm places=&places asked=&asked report=&report/>
        {below}
    }
    .into_any()
}

async fn find(asked: &Asked, report: &ReportAsked, places: &Places) -> Result<AnyView, Trouble> {
    let Ok(report) = report.report.as_ref() else { return Err(Trouble::Asked) };
    let Closed { analytics, range, now, .. } = close(asked).await?;
    report.fits_form(&range.scope, &places.scope_label(&range.scope)).map_err(Trouble::Wrong)?;
    let found = analytics.report(&range, report.by).await.map_err(Trouble::Failed)?;
    let Some(rows) = &*found else {
        return Err(Trouble::Wrong(report.too_long_form()));
    };
    Ok(view! {
        <h2 class="analytics__said">{heading(&range, places)}</h2>
        <div class="analytics">{section(head("Report", files(&range, report)), body(rows, report, &range))}</div>
        {kept(asked.known.chosen, report, &range)}
        <p class="analytics__note">
            {format!("Everything recorded before {} is in.", format::with_zone(&now))}
        </p>
    }
    .into_any())
}

fn body(rows: &[ReportRow], report: &Report, range: &Range) -> AnyView {
    if rows.is_empty() {
        return nothing();
    }
    let sorted = report.sorted(rows);
    let shown = sorted.get(..MOST_SHOWN).unwrap_or(&sorted);
    let cut = (shown.len() < sorted.len()).then(|| {
        let locale = Reader::expect().locale;
        let count = |rows: usize| format::count(locale, i64::try_from(rows).unwrap_or(i64::MAX));
        let text =
            format!("The first {} of {} rows; a file holds all.", count(shown.len()), count(sorted.len()));
        view! { <p class="report__cut">{text}</p> }
    });
    view! {
        <GridTable grid=table::grid(shown, report, range) label="Report"/>
        {cut}
    }
    .into_any()
}

/// All rows as files.
fn files(range: &Range, report: &Report) -> AnyView {
    let link = |format: &'static str, label: &'static str| {
        let href = paths::report_file(range, report, format);
        let said = format!("Report as {label}");
        view! { <a class="button button--quiet" href=href rel="external" aria-label=said>{label}</a> }
    };
    view! { <span class="analytics__files">{link("csv", "CSV")}{link("xlsx", "XLSX")}</span> }.into_any()
}

/// How to come back to it.
fn kept(chosen: Chosen, report: &Report, range: &Range) -> AnyView {
    let days = match chosen {
        Chosen::Preset(_) => "Its days move with the present.",
        Chosen::Days { to: None, .. } => "Its first day stays, its last one moves with the present.",
        Chosen::Days { from: None, .. } => "It ends where it ends and has thirty days.",
        Chosen::Days { .. } => "Its days stay as they are.",
    };
    let href = paths::report(&range.scope, chosen, report);
    view! {
        <p class="report__kept">
            "The address keeps this report: save it or pass it on. "{days}" "
            <a class="table__link" href=href>"Link to this report"</a>
        </p>
    }
    .into_any()
}
