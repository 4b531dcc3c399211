//! The fields of a report as they stand in an address, read strictly. The API and the page read the same ones.

use super::model::{Breakdown, PlaceBy, Report, Weekdays};
use super::time::TimeBy;
use crate::analytics::measure::Measure;
use crate::asked::Named;
use crate::units::Currency;
use crate::units::weekday::WEEKDAY_NAMES;

/// The fields as they were given; `None` where one was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub place: Option<String>,
    pub time: Option<String>,
    /// Names parted by commas.
    pub measures: Option<String>,
    pub currency: Option<String>,
    /// Names parted by commas.
    pub weekday: Option<String>,
    pub sort: Option<String>,
}

/// What is wrong with a field, in the words of both the API and the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub name: &'static str,
    /// As it follows the field's name or its value: `names no measure`.
    pub problem: String,
    pub got: String,
    /// What would be right.
    pub want: String,
}

impl Typed {
    /// Takes the fields; `get` gives the value of a parameter.
    pub fn take(mut get: impl FnMut(&'static str) -> Option<String>) -> Self {
        Self {
            place: get("place"),
            time: get("time"),
            measures: get("measures"),
            currency: get("currency"),
            weekday: get("weekday"),
            sort: get("sort"),
        }
    }

    /// The report they mean. Errors: all that is wrong, field by field.
    pub fn read(&self) -> Result<Report, Vec<Wrong>> {
        let (report, wrong) = self.apart();
        if wrong.is_empty() { Ok(report) } else { Err(wrong) }
    }

    /// The report they mean as far as they can be read, and as usual beyond.
    pub fn known(&self) -> Report {
        self.apart().0
    }

    /// What can be read of them, and what is wrong with the rest.
    fn apart(&self) -> (Report, Vec<Wrong>) {
        let usual = Report::default();
        let mut wrong = Vec::new();
        let place =
            read_one("place", self.place.as_deref(), "is no kind of place", &PlaceBy::ALL, &mut wrong);
        let time = read_one("time", self.time.as_deref(), "is no kind of time", &TimeBy::ALL, &mut wrong);
        let measures =
            read_some("measures", self.measures.as_deref(), "names no measure", &Measure::ALL, &mut wrong);
        let currency = self.read_currency(&mut wrong);
        let weekdays = read_some(
            "weekday",
            self.weekday.as_deref(),
            "names no day of the week",
            &Weekday::ALL,
            &mut wrong,
        );
        // Any measure sorts, shown or not: a plain form cannot offer just those whose boxes are being ticked.
        let sort = read_one("sort", self.sort.as_deref(), "is no measure", &Measure::ALL, &mut wrong);
        let report = Report {
            by: Breakdown {
                place: place.unwrap_or(usual.by.place),
                time: time.unwrap_or(usual.by.time),
                currency,
                weekdays: Weekdays::of(weekdays.into_iter().map(|Weekday(number)| number)),
            },
            measures: if measures.is_empty() { usual.measures } else { measures },
            sort,
        };
        (report, wrong)
    }

    fn read_currency(&self, wrong: &mut Vec<Wrong>) -> Option<Currency> {
        let text = self.currency.as_deref().map(str::trim)?;
        let found: Option<Currency> = text.parse().ok();
        if found.is_none() {
            wrong.push(Wrong {
                name: "currency",
                problem: "is no currency".to_owned(),
                got: text.to_owned(),
                want: "a code of ISO 4217 such as INR".to_owned(),
            });
        }
        found
    }
}

impl Named for PlaceBy {
    fn name(self) -> &'static str {
        match self {
            Self::Whole => "none",
            Self::Region => "region",
            Self::Franchise => "franchise",
            Self::Outlet => "outlet",
        }
    }
}

impl Named for TimeBy {
    fn name(self) -> &'static str {
        match self {
            Self::Whole => "none",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Weekday => "weekday",
        }
    }
}

/// A day of the week, from Monday as 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Weekday(u8);

impl Weekday {
    const ALL: [Self; 7] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6)];
}

impl Named for Weekday {
    fn name(self) -> &'static str {
        WEEKDAY_NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// The value by its name; `None` where it was not given or cannot be read.
fn read_one<T: Named>(
    name: &'static str,
    given: Option<&str>,
    problem: &'static str,
    all: &[T],
    wrong: &mut Vec<Wrong>,
) -> Option<T> {
    let text = given.map(str::trim)?;
    let found = all.iter().copied().find(|value| value.name() == text);
    if found.is_none() {
        wrong.push(Wrong {
            name,
            problem: problem.to_owned(),
            got: text.to_owned(),
            want: format!("one of {}", names(all)),
        });
    }
    found
}

/// The values by their names parted by commas, each once; none where they were not given or cannot be read. The first that is wrong is
/// told.
fn read_some<T: Named>(
    name: &'static str,
    given: Option<&str>,
    problem: &'static str,
    all: &[T],
    wrong: &mut Vec<Wrong>,
) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    let mut first = None;
    for part in given.into_iter().flat_map(|text| text.split(',')).map(str::trim) {
        match all.iter().copied().find(|value| value.name() == part) {
            Some(value) if !found.contains(&value) => found.push(value),
            other => {
                let problem = if other.is_some() { "is named twice" } else { problem };
                first.get_or_insert_with(|| Wrong {
                    name,
                    problem: problem.to_owned(),
                    got: part.to_owned(),
                    want: format!("some of {}, each once", names(all)),
                });
            }
        }
    }
    wrong.extend(first);
    found
}

fn names<T: Named>(all: &[T]) -> String {
    all.iter().map(|value| value.name()).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_MEASURE: &str =
        "one of orders,gross,net,tax,discount,average_order,items_sold,returns,returned,net_sales,cancelled";
    const SOME_MEASURES: &str = "some of orders,gross,net,tax,discount,average_order,items_sold,returns,returned,net_sales,cancelled, each once";
    const SOME_DAYS: &str = "some of mon,tue,wed,thu,fri,sat,sun, each once";

    fn read(query: &[(&str, &str)]) -> Result<Report, Vec<Wrong>> {
        let given =
            |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Typed::take(given).read()
    }

    #[test]
    fn nothing_given_is_the_usual_report() {
        assert_eq!(read(&[]), Ok(Report::default()));
    }

    #[test]
    fn every_field_is_read_and_measures_keep_their_order() {
        let report = read(&[
            ("place", "outlet"),
            ("time", "quarter"),
            ("measures", "net_sales, orders,gross"),
            ("currency", "inr"),
            ("weekday", "sat,sun,mon"),
            ("sort", "tax"),
        ]);
        let expected = Report {
            by: Breakdown {
                place: PlaceBy::Outlet,
                time: TimeBy::Quarter,
                currency: "INR".parse().ok(),
                weekdays: Weekdays::of([0, 5, 6]),
            },
            measures: vec![Measure::NetSales, Measure::Orders, Measure::Gross],
            // Which is not shown.
            sort: Some(Measure::Tax),
        };
        assert_eq!(report, Ok(expected));
    }

    #[test]
    fn what_is_wrong_is_named_with_what_would_be_right() {
        for (name, value, problem, want) in [
            ("place", "city", "is no kind of place", "one of none,region,franchise,outlet"),
            ("time", "hour", "is no kind of time", "one of none,day,week,month,quarter,year,weekday"),
            ("measures", "profit", "names no measure", SOME_MEASURES),
            ("measures", "", "names no measure", SOME_MEASURES),
            ("measures", "net,net", "is named twice", SOME_MEASURES),
            ("weekday", "Monday", "names no day of the week", SOME_DAYS),
            ("weekday", "mon,mon", "is named twice", SOME_DAYS),
            ("currency", "rupee", "is no currency", "a code of ISO 4217 such as INR"),
            ("sort", "profit", "is no measure", ONE_MEASURE),
        ] {
            let wrong = read(&[(name, value)]).unwrap_err();
            let found: Vec<_> =
                wrong.iter().map(|wrong| (wrong.name, wrong.problem.as_str(), wrong.want.as_str())).collect();
            assert_eq!(found, [(name, problem, want)], "{value}");
        }
        let many = read(&[("place", "x"), ("time", "x"), ("measures", "x"), ("sort", "x")]).unwrap_err();
        assert_eq!(many.len(), 4);
    }

    #[test]
    fn what_can_be_read_is_known_whatever_is_wrong_beside_it() {
        let typed = Typed {
            place: Some("city".to_owned()),
            time: Some("week".to_owned()),
            measures: Some("profit,net,tax,net".to_owned()),
            currency: Some("rupee".to_owned()),
            weekday: Some("sun,someday,sat".to_owned()),
            sort: Some("gross".to_owned()),
        };
        assert!(typed.read().is_err());
        let by = Breakdown {
            place: PlaceBy::Whole,
            time: TimeBy::Week,
            currency: None,
            weekdays: Weekdays::of([5, 6]),
        };
        let known = Report { by, measures: vec![Measure::Net, Measure::Tax], sort: Some(Measure::Gross) };
        assert_eq!(typed.known(), known);
        let nothing = Typed { measures: Some("profit".to_owned()), ..Typed::default() };
        assert_eq!(nothing.known(), Report::default());
    }
}
