//! The hourly figures as a table: the chart's twin.

#[cfg(feature = "hydrate")]
use leptos::html::Div;
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use wasm_bindgen::JsCast;

use super::hours::{Hours, capitalised};
use crate::dashboard::figures::{self, Bar};
use crate::dashboard::state::LiveState;
use crate::paths;
use crate::ui::money::Money;
use crate::ui::text;
use crate::units::{Amount, format};

/// The table twin.
#[component]
pub fn HourTable(
    state: LiveState,
    bars: Memo<Hours>,
    /// Of its links, which lead to the sales of each hour.
    tabindex: Signal<&'static str>,
) -> impl IntoView {
    let locale = state.locale();
    let compare_name = state.slice(figures::compare_name);
    let scope = move || state.board.with_untracked(|board| board.scope.clone());
    // Where days do not begin with the first bar, the bars behind the running one need not be later.
    let is_in_order = Memo::new(move |_| {
        let first =
            bars.with(|held| held.as_ref().and_then(|(_, bars)| bars.first()).map(|bar| u16::from(bar.hour)));
        state.places.with(|places| {
            places.outlets_of(&scope()).all(|outlet| Some(outlet.cutoff_min) == first.map(|hour| hour * 60))
        })
    });
    let rows = (0..24_usize)
        .map(|at| {
            let bar = Memo::new(move |_| {
                bars.with(|held| {
                    held.as_ref().and_then(|(currency, bars)| bars.get(at).map(|bar| (*currency, *bar)))
                })
            });
            let is_to_come = Memo::new(move |_| {
                is_in_order.get() && bars.with(|held| held.as_ref().is_some_and(|(_, bars)| is_to_come(bars, at)))
            });
            let amount = move |pick: fn(&Bar) -> Amount| {
                Signal::derive(move || {
                    bar.get().map_or_else(
                        || super::kpi::plain(String::new()),
                        |(currency, bar)| format::money(locale, currency, pick(&bar)),
                    )
                })
            };
            let hour = move || bar.get().map(|(_, bar)| format::hour_label(bar.hour)).unwrap_or_default();
            let sales = Signal::derive(move || {
                let (currency, bar) = bar.get()?;
                Some(paths::sales_of_hour(&scope(), currency, bar.hour))
            });
            let today = amount(|bar| bar.gross);
            let today = Signal::derive(move || if is_to_come.get() { super::kpi::nothing() } else { today.get() });
            let orders = move || {
                let orders = bar.get().filter(|_| !is_to_come.get()).map(|(_, bar)| format::count(locale, bar.orders));
                orders.unwrap_or_default()
            };
            let mark = move || {
                bar.get()
                    .filter(|(_, bar)| bar.is_running)
                    .map(|_| " still running".to_owned())
                    .unwrap_or_default()
            };
            view! {
                <tr>
                    <th scope="row"><a class="table__link" rel="external" tabindex=tabindex href=sales>{text(hour)}</a><span class="table__sub">{text(mark)}</span></th>
                    <td class="table__number"><Money text=today/></td>
                    <td class="table__number">{text(orders)}</td>
                    <td class="table__number"><Money text=amount(|bar| bar.compare)/></td>
                </tr>
            }
        })
        .collect_view();
    let total = move |pick: fn(&Bar) -> Amount| {
        Signal::derive(move || {
            bars.with(|held| {
                held.as_ref().map_or_else(super::kpi::nothing, |(currency, bars)| {
                    let minor = bars.iter().map(|bar| pick(bar).minor).fold(0, i64::saturating_add);
                    format::money(locale, *currency, Amount::new(minor, *currency))
                })
            })
        })
    };
    let all_orders = move || {
        let count = |held: &Hours| {
            held.as_ref()
                .map_or(0, |(_, bars)| bars.iter().map(|bar| bar.orders).fold(0, i64::saturating_add))
        };
        format::count(locale, bars.with(count))
    };
    view! {
        <table class="table">
            <caption class="visually-hidden">"Sales by hour"</caption>
            <thead>
                <tr>
                    <th scope="col">"Hour"</th>
                    <th scope="col" class="table__number">"Today"</th>
                    <th scope="col" class="table__number">"Orders"</th>
                    <th scope="col" class="table__number">{text(move || capitalised(&compare_name.get()))}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"All hours"</th>
                    <td class="table__number"><Money text=total(|bar| bar.gross)/></td>
                    <td class="table__number">{text(all_orders)}</td>
                    <td class="table__number"><Money text=total(|bar| bar.compare)/></td>
                </tr>
            </tfoot>
        </table>
    }
}

/// Whether an hour lies behind the running one, so that a zero would say what nobody knows yet.
fn is_to_come(bars: &[Bar], at: usize) -> bool {
    let running = bars.iter().rposition(|bar| bar.is_running);
    running.is_some_and(|running| at > running) && bars.get(at).is_some_and(|bar| bar.orders == 0)
}

/// Lets the table begin, whenever it is opened, at the first hour with sales, since above it there may be a whole night of
/// zeros; but as far down as the running hour needs to be seen.
#[cfg(feature = "hydrate")]
pub(super) fn open_at_hours_of_sales(is_open: RwSignal<bool>, bars: Memo<Hours>, table: NodeRef<Div>) {
    Effect::new(move |_| {
        if is_open.get() {
            // By then it has the height of the chart.
            request_animation_frame(move || {
                // A day without any such hour begins at its top.
                let _ = scroll_to_sales(bars, table);
            });
        }
    });
}

/// Scrolls the table alone: to scroll the row into view would move the page too.
#[cfg(feature = "hydrate")]
fn scroll_to_sales(bars: Memo<Hours>, table: NodeRef<Div>) -> Option<()> {
    let (_, bars) = bars.try_get_untracked()??;
    let sold = bars.iter().position(|bar| bar.orders != 0);
    let running = bars.iter().rposition(|bar| bar.is_running);
    let table = table.try_get_untracked()??;
    let found = |selector: &str| {
        let element = table.query_selector(selector).ok()??;
        Some(element.unchecked_into::<web_sys::HtmlElement>())
    };
    let row = |at: usize| found(&format!("tbody tr:nth-child({})", at + 1));
    let begin = row(0)?.offset_top();
    let first = row(sold.or(running)?)?.offset_top() - begin;
    // Head and foot stay over the rows.
    let room = table.client_height() - found("thead")?.offset_height() - found("tfoot")?.offset_height();
    let last = running.and_then(row).map_or(0, |row| row.offset_top() + row.offset_height() - begin);
    table.set_scroll_top(first.max(last - room));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_behind_the_running_one_are_to_come_unless_something_was_sold() {
        let currency = "INR".parse().expect("an active currency");
        let bar = |hour: u8, orders: i64| Bar {
            hour,
            gross: Amount::new(orders, currency),
            orders,
            compare: Amount::new(0, currency),
            is_running: hour == 1,
        };
        let bars = [bar(0, 0), bar(1, 0), bar(2, 0), bar(3, 1)];
        let told = |bars: &[Bar]| (0..4).map(|at| is_to_come(bars, at)).collect::<Vec<_>>();
        assert_eq!(told(&bars), [false, false, true, false]);
        let none_runs: Vec<Bar> = bars.iter().map(|bar| Bar { is_running: false, ..*bar }).collect();
        assert_eq!(told(&none_runs), [false; 4]);
    }
}
