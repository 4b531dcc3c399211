//! The hourly chart by the drawing library: the plain bars again, with exact amounts under the pointer.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::hours::{Drawn, Hours};
use super::hours_plain::{PLOT_HEIGHT, PLOT_TOP};
use crate::dashboard::figures::{self, Bar, GRIDLINES};
use crate::dashboard::state::LiveState;
use crate::ui::chart::{self, Chart};
use crate::units::Currency;
use crate::units::format::{self, Locale};

/// A chart is drawn at most twice a second: a redraw costs as much as hundreds of changed numbers.
const REDRAW_EVERY: Duration = Duration::from_millis(500);

/// Loads the library once the page is idle and keeps the chart in step with `bars`.
pub(super) fn draw(
    state: LiveState,
    bars: Memo<Hours>,
    drawn: RwSignal<Drawn>,
    retries: RwSignal<u32>,
    canvas: NodeRef<Div>,
) {
    let held = StoredValue::new_local(None::<Chart>);
    Effect::new(move |_| {
        retries.track();
        let Some(element) = canvas.get() else { return };
        let element: HtmlElement = element.unchecked_into();
        spawn_local_scoped_with_cancellation(async move {
            let placed = match chart::load().await {
                Ok(()) => Chart::place(&element),
                Err(reason) => Err(reason),
            };
            let result = match placed {
                Ok(chart) => {
                    held.set_value(Some(chart));
                    // Before the plain bars make way: the next redraw may be half a second off.
                    paint(state, bars, held, canvas);
                    Drawn::Ready
                }
                Err(_) => Drawn::Failed,
            };
            drawn.set(result);
        });
    });
    let is_planned = StoredValue::new(false);
    let redraw = move || {
        let _ = is_planned.try_set_value(false);
        paint(state, bars, held, canvas);
    };
    Effect::new(move |_| {
        // Everything a redraw reads: figures, readiness, and the grey of a stale card.
        bars.track();
        state.connection.track();
        let is_ready = drawn.get() == Drawn::Ready;
        if is_ready && !is_planned.get_value() {
            is_planned.set_value(true);
            set_timeout(redraw, REDRAW_EVERY);
        }
    });
    repaint_on_scheme(redraw);
    on_cleanup(move || {
        let _ = held.try_update_value(Option::take);
    });
}

/// Draws anew when the device turns dark or light.
fn repaint_on_scheme(redraw: impl Fn() + 'static) {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    let Some(query) = query else { return };
    let on_change = Closure::<dyn FnMut()>::new(redraw);
    if query.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref()).is_ok() {
        let held = StoredValue::new_local(Some((query, on_change)));
        on_cleanup(move || {
            if let Some(Some((query, on_change))) = held.try_update_value(Option::take) {
                let _ =
                    query.remove_event_listener_with_callback("change", on_change.as_ref().unchecked_ref());
            }
        });
    }
}

fn paint(
    state: LiveState,
    bars: Memo<Hours>,
    held: StoredValue<Option<Chart>, LocalStorage>,
    canvas: NodeRef<Div>,
) {
    let Some(Some((currency, bars))) = bars.try_get_untracked() else { return };
    let Some(element) = canvas.try_get_untracked().flatten() else { return };
    let Some(colours) = Colours::of(element.unchecked_ref()) else { return };
    let compare_name = state.board.with_untracked(figures::compare_name);
    let option = option(&bars, currency, state.locale(), &colours, &compare_name);
    // A redraw that fails leaves the last picture; the next comes within the second.
    let _ = held.try_with_value(|chart| chart.as_ref().map(|chart| chart.draw(&option)));
}

/// The colours of the theme, as the stylesheet gives them to the chart's place.
struct Colours {
    bar: String,
    open_bar: String,
    compare: String,
    ink: String,
    line: String,
    ground: String,
    font: String,
}

impl Colours {
    fn of(element: &HtmlElement) -> Option<Self> {
        let style = web_sys::window()?.get_computed_style(element).ok()??;
        let value = |name: &str| style.get_property_value(name).ok();
        Some(Self {
            bar: value("--chart-bar")?,
            open_bar: value("--chart-bar-open")?,
            compare: value("--chart-compare")?,
            ink: value("--chart-ink")?,
            line: value("--chart-line")?,
            ground: value("--chart-ground")?,
            font: value("font-family")?,
        })
    }
}

/// The chart as the library wants it. Every series has an id, without which each update would be a new series; nothing
/// is animated, since an animation never catches up with a live figure. The grid, its labels and the hours are part of
/// the first HTML and go on standing behind.
fn option(
    bars: &[Bar],
    currency: Currency,
    locale: &Locale,
    colours: &Colours,
    compare_name: &str,
) -> String {
    let top = figures::grid_step(bars, currency).saturating_mul(GRIDLINES);
    let Colours { bar, open_bar, compare, ink, line, ground, font } = colours;
    let hours = joined(bars, |bar| bar.hour.to_string());
    // Both ends of each hour on an axis of its own: a line by categories would begin and end in the middle of one.
    let ends = bars.iter().zip(0..).map(|(bar, at)| {
        let minor = bar.compare.minor;
        format!("[{at},{minor}],[{},{minor}]", at + 1)
    });
    let before = ends.collect::<Vec<_>>().join(",");
    let heights = joined(bars, |held| match held.is_running {
        false => held.gross.minor.to_string(),
        true => format!(
            r#"{{"value":{},"itemStyle":{{"color":"{open_bar}","borderColor":"{bar}","borderType":"dashed","borderWidth":1}}}}"#,
            held.gross.minor
        ),
    });
    // A column as high as the plot catches the pointer, so that an hour without sales can be asked too. It has an axis of
    // its own: bars of one axis stand side by side.
    let columns = joined(bars, |bar| {
        format!(
            r#"{{"value":{top},"tooltip":{{"formatter":"{}"}}}}"#,
            quoted(&told(bar, currency, locale, compare_name))
        )
    });
    let font = quoted(font);
    format!(
        r#"{{"animation":false,"backgroundColor":"transparent",
"grid":{{"left":0,"right":0,"top":"{PLOT_TOP}%","height":"{PLOT_HEIGHT}%"}},
"tooltip":{{"trigger":"item","confine":true,"transitionDuration":0,"backgroundColor":"{ground}","borderColor":"{line}","padding":[8,12],
"textStyle":{{"color":"{ink}","fontSize":13,"fontFamily":"{font}"}}}},
"xAxis":[{{"type":"category","show":false,"data":[{hours}]}},{{"type":"category","show":false,"data":[{hours}]}},
{{"type":"value","show":false,"min":0,"max":24}}],"yAxis":{{"type":"value","show":false,"min":0,"max":{top}}},
"series":[
{{"id":"today","type":"bar","barWidth":"72%","z":2,"silent":true,"itemStyle":{{"color":"{bar}","borderRadius":[3,3,0,0]}},"data":[{heights}]}},
{{"id":"compare","type":"line","xAxisIndex":2,"symbol":"none","z":3,"silent":true,"lineStyle":{{"color":"{compare}","width":1.5}},"data":[{before}]}},
{{"id":"pointer","type":"bar","xAxisIndex":1,"barWidth":"100%","z":1,"itemStyle":{{"color":"transparent"}},
"emphasis":{{"itemStyle":{{"color":"{line}","opacity":0.5}}}},"data":[{columns}]}}]}}"#
    )
}

fn joined(bars: &[Bar], write: impl Fn(&Bar) -> String) -> String {
    bars.iter().map(write).collect::<Vec<_>>().join(",")
}

/// The inside of a JSON string.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// What stands under the pointer, as markup: figures and weekdays have no sign that would need escaping.
fn told(bar: &Bar, currency: Currency, locale: &Locale, compare_name: &str) -> String {
    let orders = match bar.orders {
        1 => "1 order".to_owned(),
        orders => format!("{} orders", format::count(locale, orders)),
    };
    let so_far = if bar.is_running { ", so far" } else { "" };
    format!(
        "{}{so_far}<br>{} in {orders}<br>{} {compare_name}",
        format::hour_label(bar.hour),
        format::money(locale, currency, bar.gross),
        format::money(locale, currency, bar.compare),
    )
}
