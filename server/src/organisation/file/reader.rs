//! The values of an organisation file, from their texts.

use std::collections::HashSet;
use std::str::FromStr;

use app::units::{Code, Currency};
use chrono_tz::Tz;

use super::{NamedCode, OrganisationFile, OutletEntry, RawFile, RawItem, RawNamed, RawOutlet, entry_path};
use crate::fields::{FieldProblem, Problems};
use crate::organisation::country::Country;
use crate::organisation::items::NewItem;
use crate::organisation::opening_hours::{OpeningHours, minutes_after_midnight};
use crate::sales::text::{ItemCode, Text, TextProblem};

/// Cut-offs later than noon would put a morning's sales on the day before.
const LATEST_CUTOFF_MIN: u16 = 720;

/// The typed file, or every value in `raw` that is wrong.
pub(super) fn read(raw: &RawFile) -> Result<OrganisationFile, Vec<FieldProblem>> {
    let mut reader = Reader::default();
    let file = reader.file(raw);
    let problems = reader.0.into_vec();
    if problems.is_empty() { Ok(file) } else { Err(problems) }
}

/// Turns texts into values and remembers what was wrong.
#[derive(Default)]
struct Reader(Problems);

impl Reader {
    fn file(&mut self, raw: &RawFile) -> OrganisationFile {
        OrganisationFile {
            name: raw.name.as_deref().and_then(|name| self.text("name", name)),
            default_currency: raw
                .default_currency
                .as_deref()
                .and_then(|code| self.currency("default_currency", code)),
            regions: self.named("regions", &raw.regions),
            franchises: self.named("franchises", &raw.franchises),
            outlets: self.outlets(&raw.outlets),
            items: self.items(&raw.items),
        }
    }

    fn named(&mut self, list: &str, raw: &[RawNamed]) -> Vec<NamedCode> {
        let mut seen = HashSet::new();
        let entries = raw.iter().enumerate().filter_map(|(index, raw)| {
            let entry = entry_path(list, index, &raw.code);
            let path = |field: &str| format!("{entry}.{field}");
            let code = self.code(&path("code"), &raw.code);
            let name = self.text(&path("name"), &raw.name);
            let entry = NamedCode { code: code?, name: name? };
            self.is_first(&mut seen, &path("code"), entry.code.as_str()).then_some(entry)
        });
        entries.collect()
    }

    fn outlets(&mut self, raw: &[RawOutlet]) -> Vec<OutletEntry> {
        let mut seen = HashSet::new();
        let entries = raw.iter().enumerate().filter_map(|(index, raw)| {
            let entry = self.outlet(index, raw)?;
            let path = format!("{}.code", entry_path("outlets", index, &raw.code));
            self.is_first(&mut seen, &path, entry.code.as_str()).then_some(entry)
        });
        entries.collect()
    }

    fn outlet(&mut self, index: usize, raw: &RawOutlet) -> Option<OutletEntry> {
        let entry = entry_path("outlets", index, &raw.code);
        let path = |field: &str| format!("{entry}.{field}");
        let code = self.code(&path("code"), &raw.code);
        let name = self.text(&path("name"), &raw.name);
        let region = self.code(&path("region"), &raw.region);
        let franchise = self.code(&path("franchise"), &raw.franchise);
        let time_zone = self.time_zone(&path("time_zone"), &raw.time_zone);
        let currency = raw.currency.as_deref().map(|code| self.currency(&path("currency"), code));
        let country = raw.country.as_deref().map(|country| self.country(&path("country"), country));
        let cutoff_min = raw.cutoff.as_deref().map_or(Some(0), |cutoff| self.cutoff(&path("cutoff"), cutoff));
        let hours = raw.opening_hours.as_deref().map(|hours| self.hours(&path("opening_hours"), hours));
        Some(OutletEntry {
            code: code?,
            name: name?,
            region: region?,
            franchise: franchise?,
            time_zone: time_zone?,
            currency: currency.flatten(),
            country: country.flatten(),
            cutoff_min: cutoff_min?,
            opening_hours: hours.flatten(),
            is_open: raw.is_open.unwrap_or(true),
        })
    }

    fn items(&mut self, raw: &[RawItem]) -> Vec<NewItem> {
        let mut seen = HashSet::new();
        let entries = raw.iter().enumerate().filter_map(|(index, raw)| {
            let entry = entry_path("items", index, &raw.code);
            let path = |field: &str| format!("{entry}.{field}");
            let code = self.item_code(&path("code"), &raw.code);
            let name = self.text(&path("name"), &raw.name);
            let category = raw.category.as_deref().map(|category| self.text(&path("category"), category));
            let (code, name) = (code?, name?);
            let entry = NewItem { code, name, category: category.flatten(), needs_review: false };
            self.is_first(&mut seen, &path("code"), &entry.code).then_some(entry)
        });
        entries.collect()
    }

    fn is_first(&mut self, seen: &mut HashSet<String>, path: &str, code: &str) -> bool {
        let is_first = seen.insert(code.to_owned());
        if !is_first {
            self.0.add(FieldProblem::new(path, "is there already", code, "a code that no other entry has"));
        }
        is_first
    }

    fn code(&mut self, path: &str, text: &str) -> Option<Code> {
        let want = "up to 64 letters a–z, digits and hyphens, beginning with a letter or digit";
        self.parsed(path, text, "is no code", want)
    }

    fn currency(&mut self, path: &str, text: &str) -> Option<Currency> {
        self.parsed(path, text, "is no currency", "an active ISO 4217 code, such as INR")
    }

    fn time_zone(&mut self, path: &str, text: &str) -> Option<Tz> {
        self.parsed(path, text, "is no time zone", "an IANA name, such as Asia/Kolkata")
    }

    fn country(&mut self, path: &str, text: &str) -> Option<String> {
        let want = "an ISO 3166-1 code of two letters, such as IN";
        let country: Option<Country> = self.parsed(path, text.trim(), "is no country", want);
        country.map(|country| country.code().to_owned())
    }

    /// The text as it is shown, once it is known what it means.
    fn hours(&mut self, path: &str, text: &str) -> Option<String> {
        let shown = self.text(path, text)?;
        let want =
            "times such as 10:00-22:00, or each weekday's own, as in Mo-Fr 10:00-22:00; Sa,Su 11:00-02:00";
        self.parsed::<OpeningHours>(path, &shown, "tells no opening hours", want).map(|_| shown)
    }

    fn parsed<T: FromStr>(&mut self, path: &str, text: &str, problem: &str, want: &str) -> Option<T> {
        let value = text.parse().ok();
        if value.is_none() {
            self.0.add(FieldProblem::new(path, problem, text, want));
        }
        value
    }

    fn cutoff(&mut self, path: &str, text: &str) -> Option<u16> {
        let minutes = minutes_after_midnight(text).filter(|minutes| *minutes <= LATEST_CUTOFF_MIN);
        if minutes.is_none() {
            self.0.add(FieldProblem::new(
                path,
                "is no cut-off",
                text,
                "a time from 00:00 to 12:00, such as 04:00",
            ));
        }
        minutes
    }

    fn text(&mut self, path: &str, text: &str) -> Option<String> {
        self.filled(path, text, Text::parse(text), "1 to 200 characters")
    }

    fn item_code(&mut self, path: &str, text: &str) -> Option<String> {
        self.filled(path, text, ItemCode::parse(text), "1 to 64 characters")
    }

    fn filled<T: Into<String>>(
        &mut self,
        path: &str,
        text: &str,
        parsed: Result<Option<T>, TextProblem>,
        want: &str,
    ) -> Option<String> {
        match parsed {
            Ok(Some(value)) => return Some(value.into()),
            Ok(None) => self.0.add(FieldProblem::new(path, "is empty", "", want)),
            Err(problem) => self.0.add(FieldProblem::new(path, problem.to_string(), text, want)),
        }
        None
    }
}
