//! Tables of typed cells: the same one is shown on a page and written to a file.

use leptos::prelude::*;

use super::help::Help;
use super::money::Money;
use crate::dictionary::Term;
use crate::reader::Reader;
use crate::units::{Amount, Currency, Day, Quantity, format};

/// Rows under columns. The first column says what a row is about, with others that are called [heads](Column::heading).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    pub columns: Vec<Column>,
    /// As many cells as columns in each.
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Stable: programs read files by it.
    pub id: &'static str,
    pub label: &'static str,
    /// What the dictionary says of it.
    pub term: Option<Term>,
    is_head: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub value: Value,
    /// Where it leads.
    pub href: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Nothing,
    Text(String),
    Count(i64),
    Quantity(Quantity),
    Money(Currency, Amount),
    /// A change in tenths of a percent.
    Change(i64),
    Day(Day),
}

impl Column {
    /// Without an entry in the dictionary.
    pub fn plain(id: &'static str, label: &'static str) -> Self {
        Self { id, label, term: None, is_head: false }
    }

    /// With the dictionary's words.
    pub fn of(id: &'static str, term: Term) -> Self {
        Self { id, label: term.label(), term: Some(term), is_head: false }
    }

    /// The same, saying with the first one what a row is about.
    pub fn heading(self) -> Self {
        Self { is_head: true, ..self }
    }
}

impl Cell {
    /// The same cell as a way to what is behind it.
    pub fn leading_to(self, href: String) -> Self {
        Self { href: Some(href), ..self }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, href: None }
    }
}

impl Value {
    /// Whether it stands at the end of its cell.
    fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Quantity(_) | Self::Money(..) | Self::Change(_))
    }

    /// `None` is nothing.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.into()))
    }
}

/// Tenths of a percent as people read them: `12.5%`.
pub fn permille(permille: i64) -> String {
    let sign = if permille < 0 { "\u{2212}" } else { "" };
    let tenths = permille.unsigned_abs();
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

/// The table, which scrolls sideways under its first column where a screen is too narrow.
#[component]
pub fn GridTable(grid: Grid, #[prop(into)] label: String) -> impl IntoView {
    let numbers: Vec<bool> = (0..grid.columns.len())
        .map(|at| grid.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.value.is_number())))
        .collect();
    let heads = grid
        .columns
        .iter()
        .zip(&numbers)
        .map(|(column, is_number)| {
            let class = if *is_number { "table__number" } else { "" };
            let help = column.term.map(|term| view! { <Help term/> });
            view! { <th scope="col" class=class>{column.label}{help}</th> }
        })
        .collect_view();
    let are_heads: Vec<bool> =
        grid.columns.iter().enumerate().map(|(at, column)| at == 0 || column.is_head).collect();
    let rows = grid
        .rows
        .into_iter()
        .map(|row| {
            let about = row.first().map(|head| written(&head.value)).unwrap_or_default();
            let cells = grid.columns.iter().zip(&are_heads).zip(row);
            let cells = cells
                .map(|((column, is_head), cell)| shown(cell, *is_head, &format!("{}, {about}", column.label)))
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="grid" tabindex="0" role="region" aria-label=label.clone()>
            <table class="table grid__table">
                <caption class="visually-hidden">{label.clone()}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn shown(cell: Cell, is_head: bool, about: &str) -> AnyView {
    let class = if cell.value.is_number() { "table__number" } else { "" };
    let inner = value(cell, about);
    if is_head {
        view! { <th scope="row" class=class>{inner}</th> }.into_any()
    } else {
        view! { <td class=class>{inner}</td> }.into_any()
    }
}

/// What a cell says, as a way to what is behind it where there is one. A number alone would be no name for that: `about` tells of what it
/// is, as in `Orders, MG Road`.
pub fn value(cell: Cell, about: &str) -> AnyView {
    let said = written(&cell.value);
    let name = cell.value.is_number().then(|| format!("{said}, {about}: what is behind it"));
    let text = match cell.value {
        Value::Nothing => view! { <span class="grid__none">{said}</span> }.into_any(),
        Value::Money(currency, amount) => {
            let text = format::money(Reader::expect().locale, currency, amount);
            view! { <Money text=Signal::stored(text)/> }.into_any()
        }
        _ => said.into_any(),
    };
    match cell.href {
        Some(href) => view! { <a class="table__link" href=href aria-label=name>{text}</a> }.into_any(),
        None => text,
    }
}

/// A value as people read it.
fn written(value: &Value) -> String {
    let locale = Reader::expect().locale;
    match value {
        Value::Nothing => "–".to_owned(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => format::count(locale, *count),
        Value::Quantity(quantity) => format::quantity(locale, *quantity),
        Value::Money(currency, amount) => format::money(locale, *currency, *amount).to_string(),
        Value::Change(more) if *more > 0 => format!("+{}", permille(*more)),
        Value::Change(less) => permille(*less),
        Value::Day(day) => format::date(*day),
    }
}
