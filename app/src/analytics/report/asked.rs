//! What an address says of a report, beyond its fields: what a form sends, and what only shows once more is known.

use super::model::{MOST_ROWS, PlaceBy, Report};
use super::typed::{Typed, Wrong};
use crate::analytics::asked::Preset;
use crate::asked::{Named, Problem};
use crate::units::Scope;

/// The fields of the page, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportAsked {
    pub typed: Typed,
    /// The days that the form goes on with while nobody types others.
    pub preset: Option<Preset>,
    pub report: Result<Report, Vec<Wrong>>,
}

impl ReportAsked {
    /// Reads an address; `all` gives every value of a parameter. A form sends a value for each box that is ticked, and empty ones.
    pub fn read(all: impl Fn(&str) -> Vec<String>) -> Self {
        let given = |name: &str| {
            let mut texts = all(name);
            texts.retain(|text| !text.trim().is_empty());
            texts
        };
        let typed = Typed::take(|name| match name {
            "measures" | "weekday" => Some(given(name).join(",")).filter(|text| !text.is_empty()),
            _ => given(name).pop(),
        });
        let period = given("period").pop();
        let preset = Preset::ALL.into_iter().find(|preset| Some(preset.name()) == period.as_deref());
        Self { preset, report: typed.read(), typed }
    }

    /// The report as far as it can be read and goes with `scope`: what links lead on with.
    pub fn known(&self, scope: &Scope) -> Report {
        let mut report = self.typed.known();
        if !report.by.place.is_within(scope) {
            report.by.place = PlaceBy::Whole;
        }
        report
    }

    /// What is wrong, for who filled the fields in.
    pub fn problems(&self) -> Vec<Problem> {
        self.report.as_ref().err().into_iter().flatten().map(Problem::from).collect()
    }
}

impl Report {
    /// Errors: places that `scope` does not have.
    pub fn fits(&self, scope: &Scope) -> Result<(), Wrong> {
        self.misfit(scope, &scope.to_string(), PlaceBy::name).map_or(Ok(()), Err)
    }

    /// The same for who filled in a form, where nothing goes by the names of an address; `called`: what people call the scope.
    pub fn fits_form(&self, scope: &Scope, called: &str) -> Result<(), Problem> {
        self.misfit(scope, called, PlaceBy::label).map_or(Ok(()), |wrong| Err(Problem::from(&wrong)))
    }

    fn misfit(&self, scope: &Scope, called: &str, word: fn(PlaceBy) -> &'static str) -> Option<Wrong> {
        if self.by.place.is_within(scope) {
            return None;
        }
        let places: Vec<&str> =
            PlaceBy::ALL.into_iter().filter(|place| place.is_within(scope)).map(word).collect();
        Some(Wrong {
            name: "place",
            problem: format!("does not go with {called}"),
            got: word(self.by.place).to_owned(),
            want: format!("{}; region and franchise go with the whole network", places.join(" or ")),
        })
    }

    /// What is wrong with one of more than [`MOST_ROWS`] rows.
    pub fn too_long(&self) -> Wrong {
        Wrong {
            name: "time",
            problem: format!("makes more than {MOST_ROWS} rows"),
            got: self.by.time.name().to_owned(),
            want: "fewer days, a wider time or a wider place".to_owned(),
        }
    }

    /// The same for who filled in a form.
    pub fn too_long_form(&self) -> Problem {
        Problem::from(&Wrong { got: self.by.time.label().to_owned(), ..self.too_long() })
    }
}

impl From<&Wrong> for Problem {
    fn from(wrong: &Wrong) -> Self {
        let Wrong { name, problem, got, want } = wrong;
        Self { name: *name, text: format!("“{got}” {problem}: choose {want}.") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::measure::Measure;
    use crate::analytics::report::{TimeBy, Weekdays};

    fn by(place: &str) -> Report {
        Typed { place: Some(place.to_owned()), ..Typed::default() }.read().unwrap()
    }

    #[test]
    fn places_go_with_scopes_that_have_them() {
        for (place, scope, fits) in [
            ("none", "outlet:a", true),
            ("outlet", "network", true),
            ("outlet", "region:west", true),
            ("outlet", "outlet:a", false),
            ("region", "network", true),
            ("region", "franchise:own", false),
            ("franchise", "region:west", false),
        ] {
            let report = by(place);
            assert_eq!(report.fits(&scope.parse().unwrap()).is_ok(), fits, "{place} {scope}");
        }
        let wrong = by("region").fits(&"region:west".parse().unwrap()).unwrap_err();
        let problem = "“region” does not go with region:west: choose none or outlet; region and franchise go with the whole network.";
        assert_eq!(Problem::from(&wrong).text, problem);
    }

    #[test]
    fn who_fills_in_a_form_is_told_in_its_words() {
        let (scope, report) = ("region:west".parse().unwrap(), by("region"));
        let problem = "“Region” does not go with West: choose Whole scope or Outlet; region and franchise go with the whole network.";
        assert_eq!(report.fits_form(&scope, "West").unwrap_err().text, problem);
        assert_eq!(by("outlet").fits_form(&scope, "West"), Ok(()));
        let problem =
            "“All days” makes more than 10000 rows: choose fewer days, a wider time or a wider place.";
        assert_eq!(report.too_long_form().text, problem);
    }

    #[test]
    fn ticked_boxes_come_one_by_one_and_empty_fields_are_not_given() {
        let asked = ReportAsked::read(|name| {
            let texts: &[&str] = match name {
                "measures" => &["net", "orders"],
                "weekday" => &["sat", "sun"],
                "currency" | "sort" => &[""],
                "place" => &["region", "outlet"],
                "period" => &["7d"],
                _ => &[],
            };
            texts.iter().map(|text| (*text).to_owned()).collect()
        });
        let report = asked.report.unwrap();
        assert_eq!(report.measures, [Measure::Net, Measure::Orders]);
        assert_eq!((report.by.place, report.by.currency, report.sort), (PlaceBy::Outlet, None, None));
        assert_eq!(report.by.weekdays, Weekdays::of([5, 6]));
        assert_eq!(asked.preset, Some(Preset::SevenDays));
    }

    #[test]
    fn links_lead_on_with_what_is_right() {
        let asked = ReportAsked::read(|name| {
            let text = match name {
                "place" => "region",
                "time" => "month",
                "measures" => "tax,profit",
                _ => return Vec::new(),
            };
            vec![text.to_owned()]
        });
        assert!(asked.report.is_err());
        let of = |scope: &str| asked.known(&scope.parse().unwrap());
        let known = of("network");
        assert_eq!((known.by.place, known.by.time), (PlaceBy::Region, TimeBy::Month));
        assert_eq!(known.measures, [Measure::Tax]);
        assert_eq!(of("region:west").by.place, PlaceBy::Whole);
    }
}
