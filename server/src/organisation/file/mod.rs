//! The organisation file: regions, franchises, outlets and items as a person writes them, in TOML.
//!
//! It is read in two steps: first its shape, where an error names line, field and what is known there; then its values,
//! where all wrong ones are named at once. What it refers to is looked up when it is applied.

mod reader;

use app::units::{Code, Currency};
use chrono_tz::Tz;
use serde::Deserialize;

use super::items::NewItem;
use crate::fields::{FieldProblem, shortened};

/// Characters of a code that an error repeats.
const LONGEST_CODE: usize = 64;

/// A whole file, with nothing left to check but what it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganisationFile {
    /// What the whole network is called.
    pub name: Option<String>,
    pub default_currency: Option<Currency>,
    pub regions: Vec<NamedCode>,
    pub franchises: Vec<NamedCode>,
    pub outlets: Vec<OutletEntry>,
    pub items: Vec<NewItem>,
}

/// A region or a franchise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCode {
    pub code: Code,
    pub name: String,
}

/// An outlet, with the codes of where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletEntry {
    pub code: Code,
    pub name: String,
    pub region: Code,
    pub franchise: Code,
    pub time_zone: Tz,
    /// `None`: the organisation's default.
    pub currency: Option<Currency>,
    /// ISO 3166-1 alpha-2, in capital letters.
    pub country: Option<String>,
    pub cutoff_min: u16,
    /// A text that [`super::opening_hours`] reads.
    pub opening_hours: Option<String>,
    pub is_open: bool,
}

/// Why a file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Not TOML, or a field that is missing, unknown or of another kind. The text names line and field.
    #[error("{0}")]
    Shape(String),
    #[error("{}", listed(.0))]
    Values(Vec<FieldProblem>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    name: Option<String>,
    default_currency: Option<String>,
    #[serde(default)]
    regions: Vec<RawNamed>,
    #[serde(default)]
    franchises: Vec<RawNamed>,
    #[serde(default)]
    outlets: Vec<RawOutlet>,
    #[serde(default)]
    items: Vec<RawItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNamed {
    code: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutlet {
    code: String,
    name: String,
    region: String,
    franchise: String,
    time_zone: String,
    currency: Option<String>,
    country: Option<String>,
    cutoff: Option<String>,
    opening_hours: Option<String>,
    is_open: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    code: String,
    name: String,
    category: Option<String>,
}

/// Reads an organisation file. Errors: its shape, or every value in it that is wrong.
pub fn parse_toml(text: &str) -> Result<OrganisationFile, FileError> {
    let raw: RawFile = toml::from_str(text).map_err(|error| FileError::Shape(error.to_string()))?;
    reader::read(&raw).map_err(FileError::Values)
}

/// An entry of a list, by its place and by the code it was given, which is what a person looks for.
pub(super) fn entry_path(list: &str, index: usize, code: &str) -> String {
    format!("{list}[{index}] ({})", shortened(code, LONGEST_CODE))
}

fn listed(problems: &[FieldProblem]) -> String {
    problems.iter().map(FieldProblem::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const GOOD: &str = r#"
        name = "Scoops"
        default_currency = "inr"
        regions = [{ code = "South", name = "South India" }]
        franchises = [{ code = "own", name = "Own outlets" }]
        items = [{ code = "VAN-1", name = " Vanilla ", category = "Scoops" }]

        [[outlets]]
        code = "mg-road"
        name = "MG Road"
        region = "south"
        franchise = "own"
        time_zone = "Asia/Kolkata"
        cutoff = "04:30"
        country = "in"
        opening_hours = " Mo-Su 10:00-02:00"
    "#;

    #[test]
    fn a_file_is_read_with_its_defaults() {
        let file = parse_toml(GOOD).unwrap();
        let outlet = file.outlets.first().unwrap();
        assert_eq!((outlet.cutoff_min, outlet.currency, outlet.is_open), (270, None, true));
        assert_eq!(outlet.country.as_deref(), Some("IN"));
        assert_eq!(outlet.opening_hours.as_deref(), Some("Mo-Su 10:00-02:00"));
        assert_eq!(file.regions[0].code.as_str(), "south");
        assert_eq!((file.items[0].code.as_str(), file.items[0].name.as_str()), ("van-1", "Vanilla"));
    }

    #[test]
    fn every_wrong_value_is_named_at_once() {
        let text = GOOD
            .replace("\"inr\"", "\"rupees\"")
            .replace("Asia/Kolkata", "Asia/Bangalore")
            .replace("04:30", "13:00")
            .replace("\"in\"", "\"Wonderland\"")
            .replace(" Mo-Su 10:00-02:00", "garbage")
            .replace(" Vanilla ", " ")
            .replace("\"mg-road\"", "\"MG Road\"");
        assert_snapshot!(parse_toml(&text).unwrap_err(), @"
        default_currency is no currency: got rupees, expected an active ISO 4217 code, such as INR
        outlets[0] (MG Road).code is no code: got MG Road, expected up to 64 letters a–z, digits and hyphens, beginning with a letter or digit
        outlets[0] (MG Road).time_zone is no time zone: got Asia/Bangalore, expected an IANA name, such as Asia/Kolkata
        outlets[0] (MG Road).country is no country: got Wonderland, expected an ISO 3166-1 code of two letters, such as IN
        outlets[0] (MG Road).cutoff is no cut-off: got 13:00, expected a time from 00:00 to 12:00, such as 04:00
        outlets[0] (MG Road).opening_hours tells no opening hours: got garbage, expected times such as 10:00-22:00, or each weekday's own, as in Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00
        items[0] (VAN-1).name is empty: expected 1 to 200 characters
        ");
    }

    #[test]
    fn a_code_that_stands_twice_is_refused() {
        let text = "regions = [{ code = 'a', name = 'A' }, { code = 'A', name = 'B' }]";
        assert_snapshot!(parse_toml(text).unwrap_err(), @"regions[1] (A).code is there already: got a, expected a code that no other entry has");
    }

    #[test]
    fn a_misspelt_field_is_named_with_its_line() {
        assert_snapshot!(parse_toml(&GOOD.replace("time_zone", "timezone")).unwrap_err(), @r#"
        TOML parse error at line 13, column 9
           |
        13 |         timezone = "Asia/Kolkata"
           |         ^^^^^^^^
        unknown field `timezone`, expected one of `code`, `name`, `region`, `franchise`, `time_zone`, `currency`, `country`, `cutoff`, `opening_hours`, `is_open`
        "#);
    }
}
