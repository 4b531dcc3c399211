//! What an address asks of the analytics: which days of which scope, or what is wrong with it.

use super::calendar;
use super::model::{Grain, OfSegment, Value};
use crate::asked::{Problem, keep, no_such_scope, read_day, read_scope, wrong_range};
use crate::units::{Currency, Day, Scope};

/// A page of the analytics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Overview,
    Periods,
    Customers,
    Segments,
    Items,
    Compare,
    Report,
}

/// Days that move with the present. They end on the scope's current day, but for yesterday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    Today,
    Yesterday,
    SevenDays,
    ThirtyDays,
    Month,
    Quarter,
    Year,
}

/// Which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Preset(Preset),
    /// An open end is the current day, or thirty days in all.
    Days {
        from: Option<Day>,
        to: Option<Day>,
    },
}

/// Reads which segment an address asks for, if it does; `get` gives the value of a parameter. Errors: what is wrong.
pub fn read_segment(get: impl Fn(&str) -> Option<String>) -> Result<Option<OfSegment>, Vec<Problem>> {
    let given = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let (Some(segment), currency) = (given("segment"), given("currency").unwrap_or_default()) else {
        return Ok(None);
    };
    let value = segment.parse::<Value>().map_err(|()| Problem {
        name: "segment",
        text: format!("There is no segment “{segment}”, but high, medium and low."),
    });
    let currency = currency.parse::<Currency>().map_err(|_| Problem {
        name: "currency",
        text: format!("“{currency}” is not a currency. Write it like INR."),
    });
    let mut problems = Vec::new();
    match (keep(value, &mut problems), keep(currency, &mut problems)) {
        (Some(value), Some(currency)) => Ok(Some(OfSegment { value, currency })),
        _ => Err(problems),
    }
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub scope: Scope,
    pub chosen: Chosen,
    /// How periods are put together; `None` leaves it to the length of the range.
    pub grain: Option<Grain>,
}

/// The fields as they were typed, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub scope: String,
    pub from: String,
    pub to: String,
    /// What can be read of them, and as usual beyond: what links lead on with.
    pub known: Question,
    pub question: Result<Question, Vec<Problem>>,
}

impl View {
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Periods,
        Self::Customers,
        Self::Segments,
        Self::Items,
        Self::Compare,
        Self::Report,
    ];

    /// As it stands in an address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Periods => "periods",
            Self::Customers => "customers",
            Self::Segments => "segments",
            Self::Items => "items",
            Self::Compare => "compare",
            Self::Report => "report",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Periods => "Periods",
            Self::Customers => "Customers",
            Self::Segments => "Segments",
            Self::Items => "Items",
            Self::Compare => "Compare",
            Self::Report => "Report",
        }
    }

    /// The page at `/analytics/{path}`.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.path() == path)
    }
}

impl Preset {
    pub const ALL: [Self; 7] = [
        Self::Today,
        Self::Yesterday,
        Self::SevenDays,
        Self::ThirtyDays,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// As it stands in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::SevenDays => "7d",
            Self::ThirtyDays => "30d",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::SevenDays => "7 days",
            Self::ThirtyDays => "30 days",
            Self::Month => "Month",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
        }
    }

    /// Its first and last day while the scope stands on `current`.
    pub fn days(self, current: Day) -> (Day, Day) {
        match self {
            Self::Today => (current, current),
            Self::Yesterday => (current.plus(-1), current.plus(-1)),
            Self::SevenDays => (current.plus(-6), current),
            Self::ThirtyDays => (current.plus(1 - USUAL_DAYS), current),
            Self::Month => (calendar::month_start(current), current),
            Self::Quarter => (calendar::quarter_start(current), current),
            Self::Year => (calendar::year_start(current), current),
        }
    }
}

const USUAL_DAYS: i32 = 30;

impl Chosen {
    /// Its first and last day while the scope stands on `current`.
    ///
    /// Errors: an open end that the current day closes backwards or beyond five years.
    pub fn days(self, current: Day) -> Result<(Day, Day), Problem> {
        match self {
            Self::Preset(preset) => Ok(preset.days(current)),
            Self::Days { from, to } => {
                let to = to.unwrap_or(current);
                let from = from.unwrap_or(to.plus(1 - USUAL_DAYS));
                wrong_range(Some(from), Some(to)).map_or(Ok((from, to)), Err)
            }
        }
    }
}

impl Asked {
    /// Reads an address; `get` gives the value of a parameter. Days that are given win over a preset.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name: &str| get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let (scope, from, to) = (given("scope"), given("from"), given("to"));
        let mut problems = Vec::new();
        let days = (keep(read_day("from", &from), &mut problems), keep(read_day("to", &to), &mut problems));
        let (first, last) = (days.0.flatten(), days.1.flatten());
        let wrong_days = wrong_range(first, last);
        let (first, last) = if wrong_days.is_some() { (None, None) } else { (first, last) };
        problems.extend(wrong_days);
        let preset = keep(read_preset(&given("period")), &mut problems).unwrap_or(Preset::ThirtyDays);
        let known = Question {
            scope: keep(read_scope(&scope), &mut problems).unwrap_or(Scope::Network),
            chosen: match (first, last) {
                (None, None) => Chosen::Preset(preset),
                (from, to) => Chosen::Days { from, to },
            },
            grain: keep(read_grain(&given("by")), &mut problems).flatten(),
        };
        let question = if problems.is_empty() { Ok(known.clone()) } else { Err(problems) };
        Self { scope, from, to, known, question }
    }

    /// What is wrong with the field `name`.
    pub fn problem(&self, name: &str) -> Option<&str> {
        let problems = self.question.as_ref().err()?;
        problems.iter().find(|problem| problem.name == name).map(|problem| problem.text.as_str())
    }

    /// Adds what is wrong with fields that only one page has.
    pub fn add(&mut self, more: Vec<Problem>) {
        match &mut self.question {
            Err(problems) => problems.extend(more),
            Ok(_) if more.is_empty() => {}
            Ok(_) => self.question = Err(more),
        }
    }

    /// Adds what is found out later.
    pub fn refuse(&mut self, problem: Problem) {
        self.question = Err(vec![problem]);
    }

    /// Adds what only the directory knows: that there is no such scope.
    pub fn refuse_scope(&mut self) {
        self.refuse(no_such_scope(&self.scope));
        self.known.scope = Scope::Network;
    }

    /// The scope as far as it can be read, whether or not there is one.
    pub fn known_scope(&self) -> Scope {
        self.scope.parse().unwrap_or(Scope::Network)
    }
}

fn read_preset(text: &str) -> Result<Preset, Problem> {
    if text.is_empty() {
        return Ok(Preset::ThirtyDays);
    }
    let names = Preset::ALL.map(Preset::name).join(", ");
    let problem =
        || Problem { name: "period", text: format!("There is no period “{text}”, but {names}.") };
    Preset::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(problem)
}

fn read_grain(text: &str) -> Result<Option<Grain>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|()| Problem {
        name: "by",
        text: format!("There is nothing to group by “{text}”: day, week or month."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Asked {
        Asked::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_segment_is_read_with_its_currency() {
        let read = |query: &'static [(&str, &str)]| {
            read_segment(|name| {
                query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
            })
        };
        let medium = OfSegment { value: Value::Medium, currency: "INR".parse().unwrap() };
        assert_eq!(read(&[("currency", "INR")]), Ok(None));
        assert_eq!(read(&[("segment", "medium"), ("currency", "INR")]), Ok(Some(medium)));
        let problems = |query| read(query).map_err(|problems| problems.len());
        assert_eq!(problems(&[("segment", "best"), ("currency", "rupees")]), Err(2));
        assert_eq!(problems(&[("segment", "high")]), Err(1));
    }

    #[test]
    fn nothing_asked_is_the_network_of_thirty_days() {
        let question = read(&[]).question.unwrap();
        assert_eq!((question.scope, question.grain), (Scope::Network, None));
        assert_eq!(question.chosen.days(day("2026-11-20")), Ok((day("2026-10-22"), day("2026-11-20"))));
    }

    #[test]
    fn presets_end_where_the_scope_stands() {
        let current = day("2026-11-20");
        for (name, from, to) in [
            ("today", "2026-11-20", "2026-11-20"),
            ("yesterday", "2026-11-19", "2026-11-19"),
            ("7d", "2026-11-14", "2026-11-20"),
            ("30d", "2026-10-22", "2026-11-20"),
            ("month", "2026-11-01", "2026-11-20"),
            ("quarter", "2026-10-01", "2026-11-20"),
            ("year", "2026-01-01", "2026-11-20"),
        ] {
            let chosen = read(&[("period", name)]).question.unwrap().chosen;
            assert_eq!(chosen.days(current), Ok((day(from), day(to))), "{name}");
        }
    }

    #[test]
    fn days_win_over_a_preset_and_an_open_end_is_closed() {
        let chosen = |query: &[_]| read(query).question.unwrap().chosen.days(day("2026-11-20"));
        assert_eq!(
            chosen(&[("period", "year"), ("from", "2026-11-18")]),
            Ok((day("2026-11-18"), day("2026-11-20")))
        );
        assert_eq!(chosen(&[("to", "2026-10-30")]), Ok((day("2026-10-01"), day("2026-10-30"))));
        assert_eq!(
            chosen(&[("from", "2026-11-21")]).unwrap_err().text,
            "The first day is after the last day."
        );
    }

    #[test]
    fn wrong_fields_are_named_with_what_would_be_right() {
        let asked = read(&[("period", "decade"), ("by", "year"), ("scope", "shop:1"), ("from", "soon")]);
        assert_eq!(
            asked.problem("period"),
            Some("There is no period “decade”, but today, yesterday, 7d, 30d, month, quarter, year.")
        );
        assert_eq!(asked.problem("by"), Some("There is nothing to group by “year”: day, week or month."));
        assert!(asked.problem("scope").is_some() && asked.problem("from").is_some());
    }

    #[test]
    fn what_can_be_read_is_known_whatever_is_wrong_beside_it() {
        let scope: Scope = "region:west".parse().unwrap();
        let asked = read(&[("scope", "region:west"), ("period", "7d"), ("by", "year")]);
        assert_eq!((asked.known.scope, asked.known.chosen), (scope, Chosen::Preset(Preset::SevenDays)));
        let asked = read(&[("scope", "shop:1"), ("from", "soon"), ("to", "2026-11-20"), ("by", "week")]);
        assert_eq!((asked.known.scope, asked.known.grain), (Scope::Network, Some(Grain::Week)));
        assert_eq!(asked.known.chosen, Chosen::Days { from: None, to: Some(day("2026-11-20")) });
        // Days that do not go together lead nowhere.
        let asked = read(&[("period", "year"), ("from", "2026-11-20"), ("to", "2026-11-19")]);
        assert_eq!(asked.known.chosen, Chosen::Preset(Preset::Year));
        let mut asked = read(&[("scope", "outlet:moon"), ("period", "month")]);
        asked.refuse_scope();
        assert_eq!((asked.known.scope, asked.known.chosen), (Scope::Network, Chosen::Preset(Preset::Month)));
    }
}
