//! The hours of the week by what they bring, darker where it is more.

use leptos::prelude::*;

use super::model::{Range, WeekHour};
use super::tables::sales_of_week_hour;
use crate::dashboard::figures::thousandths;
use crate::reader::Reader;
use crate::units::weekday::WEEKDAYS;
use crate::units::{Currency, format};

/// Classes by shade; the first is of an hour in which nothing was sold.
const SHADES: [&str; 6] =
    ["heat", "heat heat--1", "heat heat--2", "heat heat--3", "heat heat--4", "heat heat--5"];

/// A table with an hour in each column and a weekday in each row. Every cell says its amount to whoever cannot see shades,
/// and leads to its sales.
#[component]
pub fn Heatmap(hours: Vec<WeekHour>, currency: Currency, range: Range) -> impl IntoView {
    let locale = Reader::expect().locale;
    let most = hours.iter().map(|hour| hour.gross.minor).max().unwrap_or_default();
    let heads = (0..24_u8).map(|hour| view! { <th scope="col">{format!("{hour:02}")}</th> }).collect_view();
    let rows = (0_u8..)
        .zip(WEEKDAYS)
        .map(|(weekday, name)| {
            let cells = (0..24_u8).map(|hour| {
                let sold = hours.iter().find(|sold| sold.weekday == weekday && sold.hour == hour);
                let shade = sold.map_or(0, |sold| shade(thousandths(sold.gross.minor, most)));
                let title = sold.map_or_else(
                    || format!("{name} {hour:02}:00, nothing"),
                    |sold| {
                        let amount = format::money(locale, currency, sold.gross);
                        format!(
                            "{name} {hour:02}:00, {amount}, {} orders",
                            format::count(locale, sold.orders)
                        )
                    },
                );
                let said = match sold {
                    Some(sold) => {
                        let name = format!("{title}: its sales");
                        let href = sales_of_week_hour(sold, &range);
                        view! { <a class="heat__link" href=href aria-label=name></a> }.into_any()
                    }
                    None => view! { <span class="visually-hidden">{title.clone()}</span> }.into_any(),
                };
                view! { <td class=SHADES[shade] title=title.clone()>{said}</td> }
            });
            view! { <tr><th scope="row">{&name[..3]}</th>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <h4 class="figures__currency">{format!("Gross, {currency}")}</h4>
        <div class="heat-scroll" tabindex="0" role="region" aria-label=format!("Hours of the week, {currency}")>
            <table class="heatmap">
                <caption class="visually-hidden">{format!("Gross in {currency} by hour and weekday")}</caption>
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The shade for so many thousandths of the most: from 1 on, in steps of a fifth.
fn shade(thousandths: i64) -> usize {
    usize::try_from(thousandths.clamp(0, 999) / 200 + 1).unwrap_or(1)
}
