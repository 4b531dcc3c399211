//! The mapping file as it is written, and what can be wrong with it.

use std::collections::BTreeMap;
use std::str::FromStr;

use app::units::Code;
use encoding_rs::Encoding;
use serde::Deserialize;

use super::super::columns::Columns;
use super::super::notation::{Dates, Numbers};
use super::{Create, Mapping, Mark, Refuse, Returns};
use crate::fields::{FieldProblem, Problems, shortened};
use crate::sales::text::Text;

/// Lines that may stand between two lines of one sale, unless the mapping says otherwise.
const LOOK_AHEAD: u32 = 1_000;
/// A wider window would let one file hold all of the memory.
const WIDEST_LOOK_AHEAD: u32 = 100_000;
/// Characters of the file's name for an outlet that are told.
const LONGEST_NAME: usize = 80;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: String,
    encoding: Option<String>,
    delimiter: Option<String>,
    decimal: Option<String>,
    thousands: Option<String>,
    date_format: String,
    time_zone: Option<String>,
    currency: Option<String>,
    #[serde(default)]
    prices_include_tax: bool,
    look_ahead: Option<toml::Value>,
    columns: Columns<String>,
    returns: Option<WrittenReturns>,
    #[serde(default)]
    refuse: Vec<Refuse>,
    #[serde(default)]
    create: Create,
    #[serde(default)]
    outlets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReturns {
    prefix: Option<String>,
    #[serde(default)]
    negative: bool,
    column: Option<String>,
    value: Option<String>,
    quantities: Option<String>,
    reason: Option<String>,
}

/// Turns the written file into a mapping.
///
/// Errors: every value that cannot be meant.
pub(super) fn read(written: Written) -> Result<Mapping, Vec<FieldProblem>> {
    let mut reading = Reading(Problems::default());
    match (reading.mapping(written), reading.0) {
        (Some(mapping), problems) if problems.is_empty() => Ok(mapping),
        (_, problems) => Err(problems.into_vec()),
    }
}

/// Collects what is wrong, so that one run tells all of it.
struct Reading(Problems);

impl Reading {
    fn mapping(&mut self, written: Written) -> Option<Mapping> {
        let name = self.parsed("name", &written.name, "a name of letters a–z, digits and hyphens");
        let encoding = self.encoding(written.encoding.as_deref().unwrap_or("utf-8"));
        let delimiter = self.ascii("delimiter", written.delimiter.as_deref().unwrap_or(","));
        let decimal = self.ascii("decimal", written.decimal.as_deref().unwrap_or("."));
        let thousands = written.thousands.as_deref().map(|text| self.thousands(text, decimal));
        let dates = Dates::parse(&written.date_format).map_err(|problem| self.0.add(problem)).ok();
        let zone = "an IANA time zone such as Europe/London";
        let time_zone = written.time_zone.as_deref().map(|text| self.parsed("time_zone", text, zone));
        let money = "an active ISO 4217 code such as GBP";
        let currency = written.currency.as_deref().map(|text| self.parsed("currency", text, money));
        self.currency_or_column(&written);
        self.columns(&written.columns);
        self.create(&written);
        let returns = self.returns(written.returns);
        self.refusals(&written.refuse);
        Some(Mapping {
            name: name?,
            encoding: encoding?,
            delimiter: delimiter?,
            numbers: Numbers { decimal: decimal?, thousands: thousands.flatten() },
            dates: dates?,
            time_zone: time_zone.flatten(),
            currency: currency.flatten(),
            prices_include_tax: written.prices_include_tax,
            columns: written.columns,
            returns: returns?,
            refuse: written.refuse,
            create: written.create,
            outlets: self.outlets(written.outlets),
            look_ahead: self.look_ahead(written.look_ahead.as_ref())?,
        })
    }

    fn wrong(&mut self, path: &str, problem: &str, got: &str, want: &str) {
        self.0.add(FieldProblem::new(path, problem, got, want));
    }

    fn parsed<T: FromStr>(&mut self, path: &str, text: &str, want: &str) -> Option<T> {
        text.parse().map_err(|_| self.wrong(path, "cannot be read", text, want)).ok()
    }

    fn encoding(&mut self, label: &str) -> Option<&'static Encoding> {
        let found = Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible());
        if found.is_none() {
            let want =
                "utf-8, windows-1252 or another web encoding that extends ASCII; save other files as UTF-8";
            self.wrong("encoding", "is not supported", label, want);
        }
        found
    }

    fn ascii(&mut self, path: &str, text: &str) -> Option<u8> {
        match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | b'0'..=b'9' | b'-') => {
                Some(*byte)
            }
            _ => {
                self.wrong(
                    path,
                    "cannot separate anything",
                    text,
                    "one ASCII character, no digit, quote or hyphen",
                );
                None
            }
        }
    }

    fn thousands(&mut self, text: &str, decimal: Option<u8>) -> Option<u8> {
        let byte = self.ascii("thousands", text)?;
        if Some(byte) == decimal {
            self.wrong("thousands", "is the decimal separator too", text, "another character than `decimal`");
        }
        Some(byte)
    }

    fn currency_or_column(&mut self, written: &Written) {
        if written.currency.is_none() && written.columns.currency.is_none() {
            self.wrong(
                "currency",
                "is missing",
                "",
                "an ISO 4217 code here, or the column `columns.currency`",
            );
        }
    }

    fn create(&mut self, written: &Written) {
        for (path, is_missing) in
            [("time_zone", written.time_zone.is_none()), ("currency", written.currency.is_none())]
        {
            if written.create.outlets && is_missing {
                self.wrong(path, "is missing", "", "what new outlets have, since create.outlets is set");
            }
        }
    }

    fn columns(&mut self, columns: &Columns<String>) {
        if columns.sale.is_empty() {
            self.wrong(
                "columns.sale",
                "names no column",
                "",
                "the columns that together tell one sale from another",
            );
        }
    }

    fn returns(&mut self, written: Option<WrittenReturns>) -> Option<Returns> {
        let Some(written) = written else {
            return Some(Returns { mark: Mark::Never, is_negative: false, reason: self.reason("Return")? });
        };
        let mark = match (written.prefix, written.negative, written.column, written.value) {
            (Some(prefix), false, None, None) if !prefix.is_empty() => Some(Mark::Prefix(prefix)),
            (None, true, None, None) => Some(Mark::Negative),
            // Fields are compared without the space around them.
            (None, false, Some(name), Some(value)) => {
                Some(Mark::Column { name, value: value.trim().to_owned() })
            }
            _ => {
                let want = "exactly one of: a prefix; negative = true; a column and its value";
                self.wrong("returns", "do not say how they are marked", "", want);
                None
            }
        };
        let is_negative = match written.quantities.as_deref() {
            None | Some("negative") => true,
            Some("positive") if mark != Some(Mark::Negative) => false,
            Some(other) => {
                self.wrong(
                    "returns.quantities",
                    "contradicts the mark or is no sign",
                    other,
                    "negative or positive",
                );
                true
            }
        };
        let reason = self.reason(written.reason.as_deref().unwrap_or("Return"));
        Some(Returns { mark: mark?, is_negative, reason: reason? })
    }

    fn reason(&mut self, text: &str) -> Option<Text> {
        let reason = Text::parse(text).ok().flatten();
        if reason.is_none() {
            self.wrong("returns.reason", "cannot be taken", text, "1 to 200 characters");
        }
        reason
    }

    fn refusals(&mut self, refuse: &[Refuse]) {
        for (at, refusal) in refuse.iter().enumerate() {
            if refusal.prefix.is_empty() {
                self.wrong(&format!("refuse[{at}].prefix"), "is empty", "", "how the refused numbers begin");
            }
        }
    }

    fn outlets(&mut self, written: BTreeMap<String, String>) -> BTreeMap<String, Code> {
        let mut codes = BTreeMap::new();
        for (name, code) in written {
            let path = format!("outlets.{:?}", shortened(&name, LONGEST_NAME));
            if let Some(code) = self.parsed(&path, &code, "an outlet's code such as mg-road") {
                codes.insert(name.trim().to_owned(), code);
            }
        }
        codes
    }

    fn look_ahead(&mut self, written: Option<&toml::Value>) -> Option<u32> {
        let Some(written) = written else { return Some(LOOK_AHEAD) };
        let lines = written.as_integer().and_then(|lines| u32::try_from(lines).ok());
        let lines = lines.filter(|lines| (1..=WIDEST_LOOK_AHEAD).contains(lines));
        if lines.is_none() {
            let problem = if written.is_integer() { "is out of range" } else { "is not a whole number" };
            let want = format!("1 to {WIDEST_LOOK_AHEAD} lines");
            self.wrong("look_ahead", problem, &written.to_string(), &want);
        }
        lines
    }
}
