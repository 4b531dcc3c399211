//! What a file's columns mean: the mapping file, read into types that cannot be wrong.

mod unreadable;
mod written;

use std::collections::BTreeMap;

use app::units::{Code, Currency};
use chrono_tz::Tz;
use encoding_rs::Encoding;
use serde::Deserialize;

use super::columns::Columns;
use super::notation::{Dates, Numbers};
use crate::fields::FieldProblem;
use crate::sales::text::Text;
use unreadable::Unreadable;

/// How one kind of file is to be read.
#[derive(Debug)]
pub struct Mapping {
    /// Names the source; part of every id that the import makes.
    pub name: Code,
    /// An encoding in which commas, quotes and line ends are those of ASCII.
    pub encoding: &'static Encoding,
    pub delimiter: u8,
    pub numbers: Numbers,
    pub dates: Dates,
    /// Of times without an offset. Without it, each outlet's own.
    pub time_zone: Option<Tz>,
    /// Of sales whose line names none.
    pub currency: Option<Currency>,
    pub prices_include_tax: bool,
    /// By their headings.
    pub columns: Columns<String>,
    pub returns: Returns,
    pub refuse: Vec<Refuse>,
    pub create: Create,
    /// What the file calls an outlet → its code here.
    pub outlets: BTreeMap<String, Code>,
    /// Lines that may stand between two lines of one sale.
    pub look_ahead: u32,
}

/// How the file tells a return from a sale.
#[derive(Debug, PartialEq, Eq)]
pub struct Returns {
    pub mark: Mark,
    /// Whether quantities and amounts of a return stand below zero in the file.
    pub is_negative: bool,
    /// Given for every return, since the file knows none.
    pub reason: Text,
}

/// What marks a return.
#[derive(Debug, PartialEq, Eq)]
pub enum Mark {
    /// The file holds no returns.
    Never,
    /// The sale's number begins with this.
    Prefix(String),
    /// Every quantity of it is below zero.
    Negative,
    /// This column holds this value.
    Column { name: String, value: String },
}

/// Entries that are neither sales nor returns, by how their number begins.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    pub prefix: String,
    pub reason: String,
}

/// What an import may add to the organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Create {
    pub outlets: bool,
    pub items: bool,
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// Not TOML, or a key that is missing, unknown or of another type; the text shows the place.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Values that cannot be meant.
    #[error("{}", listed(.0))]
    Wrong(Vec<FieldProblem>),
}

impl Mapping {
    /// Reads the text of a mapping file.
    ///
    /// Errors: every value that cannot be meant, each with what would be right.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let document =
            toml::Deserializer::parse(text).map_err(|error| Unreadable::new(text, None, &error))?;
        let written = serde_path_to_error::deserialize(document).map_err(|error| {
            let key = error.path().to_string();
            Unreadable::new(text, Some(key), error.inner())
        })?;
        written::read(written).map_err(MappingError::Wrong)
    }
}

fn listed(problems: &[FieldProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::testing;

    /// What is said about the till's mapping with `more` keys and `sections`.
    fn refusal(more: &str, sections: &str) -> String {
        Mapping::parse(&testing::text(more, sections)).expect_err("a refusal").to_string()
    }

    #[test]
    fn the_shipped_mapping_is_read() {
        let mapping = Mapping::parse(include_str!("../../../mappings/online-retail.toml")).unwrap();
        assert_eq!(mapping.name.as_str(), "online-retail");
        assert_eq!(mapping.returns.mark, Mark::Prefix("C".to_owned()));
        assert_eq!(mapping.refuse[0].prefix, "A");
        assert_eq!(mapping.create, Create { outlets: true, items: true });
        assert_eq!((mapping.delimiter, mapping.look_ahead), (b',', 1_000));
    }

    #[test]
    fn each_value_that_cannot_be_meant_is_named_with_what_would_be_right() {
        for (more, sections, expected) in [
            ("encoding = \"utf-16\"", "", "encoding is not supported: got utf-16, expected utf-8"),
            ("delimiter = \";;\"", "", "delimiter cannot separate anything: got ;;, expected one ASCII"),
            ("decimal = \",\"\nthousands = \",\"", "", "thousands is the decimal separator too: got ,"),
            ("look_ahead = 0", "", "look_ahead is out of range: got 0, expected 1 to 100000 lines"),
            ("look_ahead = -1", "", "look_ahead is out of range: got -1, expected 1 to 100000 lines"),
            ("look_ahead = 1.5", "", "look_ahead is not a whole number: got 1.5, expected 1 to 100000 lines"),
            (
                "",
                "[returns]\nreason = \"x\"",
                "returns do not say how they are marked: expected exactly one of",
            ),
            ("", "[returns]\nprefix = \"C\"\nnegative = true", "returns do not say how they are marked"),
            ("", "[returns]\ncolumn = \"Kind\"", "returns do not say how they are marked"),
            ("", "[returns]\nnegative = true\nquantities = \"positive\"", "returns.quantities contradicts"),
            ("", "[returns]\nprefix = \"C\"\nreason = \" \"", "returns.reason cannot be taken"),
            ("", "[[refuse]]\nprefix = \"\"\nreason = \"x\"", "refuse[0].prefix is empty"),
            ("", "[outlets]\n\"High Street\" = \"High Street\"", "outlets.\"High Street\" cannot be read"),
        ] {
            let refusal = refusal(more, sections);
            assert!(refusal.contains(expected), "{more}{sections}: {refusal}");
        }
    }

    #[test]
    fn head_values_are_checked_all_at_once() {
        let text = testing::text("", "")
            .replace("\"till\"", "\"Till No. 1\"")
            .replace("Europe/London", "London")
            .replace("GBP", "QQQ")
            .replace("%Y-%m-%d %H:%M", "%Y-%m-%d")
            .replace("[\"Receipt\"]", "[]");
        let refusal = Mapping::parse(&text).expect_err("a refusal").to_string();
        insta::assert_snapshot!(refusal, @"
        name cannot be read: got Till No. 1, expected a name of letters a–z, digits and hyphens
        date_format does not tell a moment to the minute: got %Y-%m-%d, expected a strftime format with date and time of day, such as %d/%m/%Y %H:%M
        time_zone cannot be read: got London, expected an IANA time zone such as Europe/London
        currency cannot be read: got QQQ, expected an active ISO 4217 code such as GBP
        columns.sale names no column: expected the columns that together tell one sale from another
        ");
    }

    #[test]
    fn keys_that_are_missing_unknown_or_of_another_type_are_shown_in_place() {
        let missing = testing::text("", "").replace("outlet = \"Shop\"", "");
        let missing = Mapping::parse(&missing).expect_err("a refusal").to_string();
        assert!(
            missing.contains("missing field `outlet`") && missing.contains("columns: missing"),
            "{missing}"
        );
        let unknown = refusal("time-zone = \"x\"", "");
        assert!(unknown.contains("unknown field `time-zone`, expected one of"), "{unknown}");
        assert_eq!(
            refusal("delimiter = 5", ""),
            "line 5: delimiter: invalid type: integer `5`, expected a string\n  delimiter = 5"
        );
        let open = refusal("delimiter = \"", "");
        assert!(open.starts_with("line 5: ") && open.ends_with("\n  delimiter = \""), "{open}");
    }

    #[test]
    fn what_a_mapping_holds_is_told_short_and_clean() {
        let hostile = "\u{1b}[31m".repeat(400_000);
        for more in [hostile.clone(), format!("x = '{hostile}"), format!("\"{}\" = 1", "y".repeat(400_000))] {
            let refusal = refusal(&more, "");
            assert!(!refusal.contains('\u{1b}') && refusal.len() < 3_000, "{} bytes", refusal.len());
        }
        let outlet = format!("[outlets]\n\"{}\" = \"High Street\"", "z".repeat(400_000));
        assert!(refusal("", &outlet).len() < 1_000);
    }

    #[test]
    fn a_currency_comes_from_somewhere() {
        let without = testing::text("", "").replace("currency = \"GBP\"", "");
        let refusal = Mapping::parse(&without).expect_err("a refusal").to_string();
        assert!(refusal.contains("currency is missing"), "{refusal}");
        let column = without.replace("[columns]", "[columns]\ncurrency = \"Money\"");
        assert!(Mapping::parse(&column).is_ok());
    }
}
