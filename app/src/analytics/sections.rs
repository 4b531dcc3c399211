//! What stands on each page: parts with a head, each for itself.

use futures::join;
use leptos::prelude::*;

use super::api::{AnalyticsPort, Part};
use super::asked::View;
use super::bars::{Bar, BarChart};
use super::heatmap::Heatmap;
use super::model::{Grain, OfSegment, Overview, Period, Range, Segment, WeekHour};
use super::tables;
use crate::dictionary::Term;
use crate::error::PageError;
use crate::paths;
use crate::reader::Reader;
use crate::ui::grid::{Grid, GridTable, permille};
use crate::ui::help::Help;
use crate::ui::icon::Icon;
use crate::ui::money::Money;
use crate::ui::state_panel::{StatePanel, Tone};
use crate::units::{Amount, Currency, format};

/// Asks for all parts of a page side by side. `segment`: whose customers are listed; `usual`: the currency that is shown where nothing was
/// sold.
pub async fn find(
    view: View,
    port: &dyn AnalyticsPort,
    range: &Range,
    grain: Grain,
    segment: Option<OfSegment>,
    usual: Option<Currency>,
) -> AnyView {
    match view {
        View::Overview => {
            let (overview, periods, outlets) =
                join!(port.overview(range), port.periods(range, grain), port.outlets(range));
            let trend = periods.clone();
            view! {
                {section(head("Figures", files("totals", range, grain)), found_or(overview, |overview| figures(overview, range, usual)))}
                {part(trend, "Trend", |periods: &Vec<Period>| charts(periods, grain, usual))}
                {folded_part(periods, "Trend as a table", "periods", range, grain, |found| tables::periods(found, &range.scope, usual))}
                {table_part(outlets, "Best outlets", "outlets", range, grain, |found| tables::outlets(found, range))}
            }
            .into_any()
        }
        View::Periods => {
            let periods = port.periods(range, grain).await;
            view! {
                {part(periods.clone(), "Chart", |periods: &Vec<Period>| charts(periods, grain, usual))}
                {table_part(periods, "Periods", "periods", range, grain, |found| tables::periods(found, &range.scope, usual))}
            }
            .into_any()
        }
        View::Customers => {
            let (overview, customers) = join!(port.overview(range), port.top_customers(range));
            view! {
                {part(overview, "Customers", people)}
                {table_part(customers, "Best customers", "customers", range, grain, |found| tables::customers(found, range))}
            }
            .into_any()
        }
        View::Segments => {
            let chosen = async {
                match segment {
                    Some(of) => Some((of, port.segment(range, of).await)),
                    None => None,
                }
            };
            let (segments, chosen) = join!(port.segments(range), chosen);
            let tops = segments.clone().ok().filter(|_| chosen.is_none());
            view! {
                {chosen.map(|(of, found)| customers_of(of, found, range))}
                {table_part(segments, "Segments", "segments", range, grain, |found| tables::segments(found, range))}
                {tops.map(|segments| segments.iter().map(|segment| best_of(segment, range)).collect_view())}
            }
            .into_any()
        }
        View::Items => {
            let (items, categories, hours) =
                join!(port.items(range), port.categories(range), port.week_hours(range));
            view! {
                {table_part(items, "Best items, a hundred at most", "items", range, grain, |found| tables::items(found, range))}
                {table_part(categories, "Categories", "categories", range, grain, |found| tables::categories(found, range))}
                {part(hours.clone(), "Hours of the week", |hours: &Vec<WeekHour>| heatmaps(hours, range))}
                {folded_part(hours, "Hours as a table", "week_hours", range, grain, |found| tables::week_hours(found, range))}
            }
            .into_any()
        }
        View::Compare => {
            let comparison = port.comparison(range).await;
            let grid = |found: &super::model::Comparison| tables::comparison(found, &range.scope);
            let head = head("Beside earlier days", files("comparison", range, grain));
            section(head, found_or(comparison, |found| table(grid(found), "Beside earlier days")))
        }
        // Its page is put together in report/page.rs, since its address says more.
        View::Report => ().into_any(),
    }
}

/// A part with a head of its own.
fn part<T>(answer: Part<T>, title: &'static str, show: impl FnOnce(&T) -> AnyView) -> AnyView {
    section(head(title, ().into_any()), found_or(answer, show))
}

/// A part that is a table, which can be had as a file.
fn table_part<T>(
    answer: Part<Vec<T>>,
    title: &'static str,
    name: &'static str,
    range: &Range,
    grain: Grain,
    grid: impl FnOnce(&[T]) -> Grid,
) -> AnyView {
    section(head(title, files(name, range, grain)), found_or(answer, |found| table(grid(found), title)))
}

/// The table of what a picture above it shows, folded away while nobody asks for it.
fn folded_part<T>(
    answer: Part<Vec<T>>,
    title: &'static str,
    name: &'static str,
    range: &Range,
    grain: Grain,
    grid: impl FnOnce(&[T]) -> Grid,
) -> AnyView {
    // Why it could not be read stands in the picture's place already.
    let Ok(found) = answer else { return ().into_any() };
    view! {
        <details class="card analytics__part analytics__folded">
            <summary class="card__head"><span class="card__title">{title}</span></summary>
            <div class="analytics__tools">{files(name, range, grain)}</div>
            {table(grid(&found), title)}
        </details>
    }
    .into_any()
}

pub(super) fn section(head: AnyView, body: AnyView) -> AnyView {
    view! { <section class="card analytics__part">{head}{body}</section> }.into_any()
}

pub(super) fn head(title: impl Into<String>, tools: AnyView) -> AnyView {
    let title = title.into();
    view! {
        <header class="card__head">
            <h3 class="card__title">{title}</h3>
            {tools}
        </header>
    }
    .into_any()
}

/// The table as files.
fn files(name: &str, range: &Range, grain: Grain) -> AnyView {
    file_links(&name.replace('_', " "), |format| paths::analytics_file(name, range, grain, format))
}

/// Links to files of what `said` tells; `href`: the address for a format.
fn file_links(said: &str, href: impl Fn(&'static str) -> String) -> AnyView {
    let link = |format: &'static str, label: &'static str| {
        let href = href(format);
        let said = format!("{said} as {label}");
        view! { <a class="button button--quiet" href=href rel="external" aria-label=said>{label}</a> }
    };
    view! { <span class="analytics__files">{link("csv", "CSV")}{link("xlsx", "XLSX")}</span> }.into_any()
}

/// What was found, or why it was not: never an empty part.
fn found_or<T>(answer: Part<T>, show: impl FnOnce(&T) -> AnyView) -> AnyView {
    match answer {
        Ok(found) => show(&found),
        Err(error) => failed(&error),
    }
}

/// The rest of the page stands, so the page itself did not fail.
fn failed(error: &PageError) -> AnyView {
    view! {
        <StatePanel
            tone=Tone::Failed
            icon=Icon::Warning
            title="This part could not be read".to_owned()
            text=error.to_string()
        >
            <a class="button" href="">"Try again"</a>
        </StatePanel>
    }
    .into_any()
}

pub(super) fn nothing() -> AnyView {
    view! {
        <StatePanel
            tone=Tone::Empty
            icon=Icon::Sales
            title="Nothing in these days".to_owned()
            text="Choose other days or another scope.".to_owned()
        />
    }
    .into_any()
}

fn table(grid: Grid, label: &str) -> AnyView {
    if grid.rows.is_empty() { nothing() } else { view! { <GridTable grid label=label/> }.into_any() }
}

/// The figures of each currency, and those that belong to none.
fn figures(overview: &Overview, range: &Range, usual: Option<Currency>) -> AnyView {
    let grid = tables::totals(overview, range);
    let lists = overview
        .totals
        .iter()
        .zip(&grid.rows)
        .map(|(totals, row)| {
            let entries = grid.columns.iter().zip(row).skip(1).map(|(column, cell)| {
                let help = column.term.map(|term| view! { <Help term/> });
                let about = format!("{}, {}", column.label, totals.currency);
                let value = crate::ui::grid::value(cell.clone(), &about);
                view! { <div class="figures__entry"><dt>{column.label}{help}</dt><dd>{value}</dd></div> }
            });
            view! {
                <h4 class="figures__currency">{totals.currency.to_string()}</h4>
                <dl class="figures">{entries.collect_view()}</dl>
            }
        })
        .collect_view();
    let nothing = usual.filter(|_| overview.totals.is_empty()).map(|currency| {
        let text = format::money(Reader::expect().locale, currency, Amount::new(0, currency));
        view! { <p class="figures__none">"Nothing happened in these days: "<Money text=Signal::stored(text)/></p> }
    });
    view! { <div class="analytics__body">{lists}{nothing}{people(overview)}</div> }.into_any()
}

/// Who bought, and what became of quotes.
fn people(overview: &Overview) -> AnyView {
    let locale = Reader::expect().locale;
    let conversion = match overview.conversion {
        Some(conversion) => {
            format!("{} ({} of {})", permille(conversion.permille()), conversion.orders, conversion.quotes)
        }
        None => "No quotes".to_owned(),
    };
    let entries = [
        (Term::Customers, format::count(locale, overview.customers)),
        (Term::NewCustomers, format::count(locale, overview.new_customers)),
        (Term::Conversion, conversion),
    ];
    let entries = entries
        .map(|(term, value)| {
            view! { <div class="figures__entry"><dt>{term.label()}<Help term/></dt><dd>{value}</dd></div> }
        })
        .collect_view();
    view! { <dl class="figures figures--people">{entries}</dl> }.into_any()
}

/// A chart of gross for each currency.
fn charts(periods: &[Period], grain: Grain, usual: Option<Currency>) -> AnyView {
    let locale = Reader::expect().locale;
    let charts = tables::currencies_of(periods, usual).into_iter().map(|currency| {
        let bars: Vec<Bar> = periods.iter().map(|period| bar(period, grain, currency)).collect();
        let best = bars.iter().filter(|bar| bar.amount.minor > 0).max_by_key(|bar| bar.amount.minor);
        let label = best.map_or_else(
            || format!("Gross in {currency}: nothing sold."),
            |best| {
                let amount = format::money(locale, currency, best.amount);
                format!("Gross in {currency} by {}: most in {}, {amount}.", grain.name(), best.label)
            },
        );
        view! {
            <h4 class="figures__currency">{format!("Gross, {currency}")}</h4>
            <BarChart bars currency label/>
        }
    });
    view! { <div class="analytics__body">{charts.collect_view()}</div> }.into_any()
}

fn bar(period: &Period, grain: Grain, currency: Currency) -> Bar {
    let locale = Reader::expect().locale;
    let totals = period.totals.iter().find(|totals| totals.currency == currency);
    let amount = totals.map_or(Amount::new(0, currency), |totals| totals.gross);
    let label = match grain {
        Grain::Day | Grain::Week => format::day_of_month(period.from),
        Grain::Month => period.name.clone(),
    };
    let orders = format::count(locale, totals.map_or(0, |totals| totals.orders));
    let open = if period.is_partial { ", partial" } else { "" };
    let title =
        format!("{}: {}, {orders} orders{open}", period.name, format::money(locale, currency, amount));
    Bar { label, title, amount, is_open: period.is_partial }
}

fn best_of(segment: &Segment, range: &Range) -> AnyView {
    if segment.top.is_empty() {
        return ().into_any();
    }
    let title = format!("{}, {}: best customers", segment.value.name(), segment.currency);
    let all = format!("All {}", format::count(Reader::expect().locale, segment.customers));
    let tools = view! {
        <a class="button button--quiet" href=paths::segment(range, segment.of())>{all}</a>
        {segment_files(segment.of(), range)}
    };
    let grid = tables::segment_customers(std::slice::from_ref(segment), range);
    section(head(title.clone(), tools.into_any()), table(grid, &title))
}

/// The customers of the one segment that is asked for.
fn customers_of(of: OfSegment, found: Part<Option<Segment>>, range: &Range) -> AnyView {
    let title = format!("{}, {}: customers", of.value.name(), of.currency);
    let body = found_or(found, |found| match found {
        Some(segment) => {
            let locale = Reader::expect().locale;
            let listed = i64::try_from(segment.top.len()).unwrap_or(i64::MAX);
            let more = (listed < segment.customers).then(|| {
                let [listed, all] = [listed, segment.customers].map(|count| format::count(locale, count));
                view! { <p class="analytics__note">{format!("The best {listed} of {all}.")}</p> }
            });
            let grid = tables::segment_customers(std::slice::from_ref(segment), range);
            view! {
                {table(grid, &title)}
                {more}
            }
            .into_any()
        }
        None => nothing(),
    });
    section(head(title, segment_files(of, range)), body)
}

/// The customers of a segment as files.
fn segment_files(of: OfSegment, range: &Range) -> AnyView {
    let said = format!("{} customers in {}", of.value.name(), of.currency);
    file_links(&said, |format| paths::segment_file(range, of, format))
}

/// One for each currency.
fn heatmaps(hours: &[WeekHour], range: &Range) -> AnyView {
    if hours.is_empty() {
        return nothing();
    }
    let mut currencies: Vec<Currency> = hours.iter().map(|hour| hour.currency).collect();
    currencies.dedup();
    let maps = currencies.into_iter().map(|currency| {
        let own: Vec<WeekHour> = hours.iter().copied().filter(|hour| hour.currency == currency).collect();
        view! { <Heatmap hours=own currency range=range.clone()/> }
    });
    view! { <div class="analytics__body">{maps.collect_view()}</div> }.into_any()
}
