//! A small till's file for tests.

use std::io::Cursor;

use super::entry::Form;
use super::gather::Slip;
use super::mapping::Mapping;
use super::reader::{Reader, Row};
use crate::organisation::{Outlet, OutletId, ScopeId};

const HEADING: &str = "Receipt,Shop,Time,Code,Pieces,Price";
const COLUMNS: &str = r#"
[columns]
sale = ["Receipt"]
outlet = "Shop"
at = "Time"
item = "Code"
qty = "Pieces"
unit_price = "Price"
"#;

/// A mapping for [`file`]; `more` are further top-level keys.
pub(crate) fn mapping(more: &str) -> Mapping {
    Mapping::parse(&text(more, "")).expect("a mapping")
}

/// The text of [`mapping`], with `sections` after its columns.
pub(crate) fn text(more: &str, sections: &str) -> String {
    let head = "name = \"till\"\ntime_zone = \"Europe/London\"\ncurrency = \"GBP\"\ndate_format = \"%Y-%m-%d %H:%M\"";
    format!("{head}\n{more}\n{COLUMNS}{sections}")
}

/// The heading and `lines`.
pub(crate) fn file(lines: &[&str]) -> String {
    [&[HEADING], lines].concat().join("\n") + "\n"
}

/// The form of [`mapping`] and the one sale that `lines` are.
pub(crate) fn slip(more: &str, sections: &str, lines: &[&str]) -> (Form, Slip) {
    let mapping = Mapping::parse(&text(more, sections)).expect("a mapping");
    let reader = Reader::new(Cursor::new(file(lines)), &mapping).expect("a heading");
    let form = Form { places: reader.places().clone(), heading: reader.heading().clone(), mapping };
    let rows: Vec<Row> = reader.map(|row| row.expect("a row")).collect();
    let id = form.id_of(&rows[0]).expect("a number");
    (form, Slip { id, rows })
}

/// An outlet in London.
pub(crate) fn outlet() -> Outlet {
    Outlet {
        id: OutletId(5),
        code: "mg-road".parse().expect("a code"),
        name: "MG Road".to_owned(),
        region: ScopeId(2),
        franchise: ScopeId(3),
        time_zone: chrono_tz::Europe::London,
        currency: "GBP".parse().expect("a currency"),
        country: None,
        cutoff_min: 0,
        opening_hours: None,
        is_open: true,
    }
}
