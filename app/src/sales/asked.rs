//! What an address asks of the ledger: a filter, or what is wrong with it, field by field.

use super::model::{EntryKind, EntryState, LedgerFilter, PageAt};
use crate::paths::{STANDING, TODAY};
use crate::units::weekday::WEEKDAY_NAMES;
use crate::units::{Currency, Day, DayRange, Scope};

/// The fields as they were typed, so that a form can give them back, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub typed: Typed,
    pub filter: Result<LedgerFilter, Vec<Problem>>,
}

/// Every field as text; empty where nothing was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub scope: String,
    pub from: String,
    pub to: String,
    /// `today`, for the current day of each outlet.
    pub day: String,
    pub kind: String,
    pub state: String,
    pub number: String,
    pub hour: String,
    pub weekday: String,
    pub item: String,
    pub category: String,
    pub customer: String,
    /// `now`, for the outlets that stand in the scope now.
    pub standing: String,
    pub currency: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Scope,
    From,
    To,
    Day,
    Kind,
    State,
    Hour,
    Weekday,
    Standing,
    Currency,
}

/// What is wrong with one field, in words for whoever filled it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub field: Field,
    pub text: String,
}

impl Field {
    pub const ALL: [Self; 10] = [
        Self::Scope,
        Self::From,
        Self::To,
        Self::Day,
        Self::Kind,
        Self::State,
        Self::Weekday,
        Self::Hour,
        Self::Standing,
        Self::Currency,
    ];

    /// Its name in the address, and its id on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::From => "from",
            Self::To => "to",
            Self::Day => "day",
            Self::Kind => "kind",
            Self::State => "state",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Standing => "standing",
            Self::Currency => "currency",
        }
    }
}

impl Asked {
    /// Reads an address; `get` gives the value of a parameter.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name: &str| get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let typed = Typed {
            scope: given("scope"),
            from: given("from"),
            to: given("to"),
            day: given("day"),
            kind: given("kind"),
            state: given("state"),
            number: given("number"),
            hour: given("hour"),
            weekday: given("weekday"),
            item: given("item"),
            category: given("category"),
            customer: given("customer"),
            standing: given("standing"),
            currency: given("currency"),
        };
        let at = match (given("after"), given("before")) {
            (after, _) if !after.is_empty() => PageAt::After(after),
            (_, before) if !before.is_empty() => PageAt::Before(before),
            _ => PageAt::Newest,
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut problems = Vec::new();
        let filter = LedgerFilter {
            scope: keep(typed.scope(), &mut problems).unwrap_or(Scope::Network),
            days: typed.days(&mut problems),
            kind: keep(typed.kind(), &mut problems).flatten(),
            state: keep(typed.state(), &mut problems).flatten(),
            number: some(&typed.number),
            hour: keep(typed.hour(), &mut problems).flatten(),
            weekday: keep(typed.weekday(), &mut problems).flatten(),
            item: some(&typed.item),
            category: some(&typed.category),
            customer: some(&typed.customer),
            is_standing: keep(typed.is_standing(), &mut problems).unwrap_or_default(),
            currency: keep(typed.currency(), &mut problems).flatten(),
            at,
        };
        Self { typed, filter: if problems.is_empty() { Ok(filter) } else { Err(problems) } }
    }

    /// What is wrong with `field`.
    pub fn problem(&self, field: Field) -> Option<&str> {
        let problems = self.filter.as_ref().err()?;
        problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// Adds what only the directory knows: that there is no such scope.
    pub fn refuse_scope(&mut self) {
        self.filter = Err(vec![self.typed.no_such_scope()]);
    }
}

impl Typed {
    /// The scope as far as it can be read.
    pub fn known_scope(&self) -> Scope {
        self.scope().unwrap_or(Scope::Network)
    }

    fn scope(&self) -> Result<Scope, Problem> {
        if self.scope.is_empty() {
            return Ok(Scope::Network);
        }
        self.scope.parse().map_err(|_| self.no_such_scope())
    }

    fn no_such_scope(&self) -> Problem {
        Field::Scope.problem(format!("There is no scope “{}”. Choose one from the list.", self.scope))
    }

    /// Whether the current day of each outlet is asked for.
    pub fn is_today(&self) -> bool {
        self.day == TODAY
    }

    fn days(&self, problems: &mut Vec<Problem>) -> DayRange {
        let from = keep(day(Field::From, &self.from), problems).flatten();
        let to = keep(day(Field::To, &self.to), problems).flatten();
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            problems.push(Field::From.problem("The first day is after the last day."));
        }
        let has_days = !self.from.is_empty() || !self.to.is_empty();
        match (self.day.as_str(), has_days) {
            ("", _) => DayRange::Between { from, to },
            (TODAY, false) => DayRange::Current,
            (TODAY, true) => {
                problems.push(
                    Field::Day.problem("Either today or other days: empty From and To, or untick Today."),
                );
                DayRange::Current
            }
            (other, _) => {
                problems.push(
                    Field::Day.problem(format!(
                        "“{other}” is not a day. Tick Today, or write it into From and To."
                    )),
                );
                DayRange::ALL
            }
        }
    }

    fn kind(&self) -> Result<Option<EntryKind>, Problem> {
        match self.kind.as_str() {
            "" => Ok(None),
            "sale" => Ok(Some(EntryKind::Sale)),
            "return" => Ok(Some(EntryKind::Return)),
            other => Err(Field::Kind.problem(format!("“{other}” is not a kind. Choose one from the list."))),
        }
    }

    fn state(&self) -> Result<Option<EntryState>, Problem> {
        match self.state.as_str() {
            "" => Ok(None),
            "counted" => Ok(Some(EntryState::Counted)),
            "cancelled" => Ok(Some(EntryState::Cancelled)),
            other => {
                Err(Field::State.problem(format!("“{other}” is not a state. Choose one from the list.")))
            }
        }
    }

    fn weekday(&self) -> Result<Option<u8>, Problem> {
        if self.weekday.is_empty() {
            return Ok(None);
        }
        let found = (0..).zip(WEEKDAY_NAMES).find(|(_, name)| *name == self.weekday);
        let wrong = || {
            Field::Weekday
                .problem(format!("“{}” is not a day of the week. Choose one from the list.", self.weekday))
        };
        found.map(|(weekday, _)| Some(weekday)).ok_or_else(wrong)
    }

    fn is_standing(&self) -> Result<bool, Problem> {
        match self.standing.as_str() {
            "" => Ok(false),
            STANDING => Ok(true),
            other => {
                let text = format!("“{other}” says nothing of outlets: tick the box, or leave it.");
                Err(Field::Standing.problem(text))
            }
        }
    }

    fn currency(&self) -> Result<Option<Currency>, Problem> {
        if self.currency.is_empty() {
            return Ok(None);
        }
        let wrong = |_| {
            Field::Currency
                .problem(format!("“{}” is not a currency. Choose one from the list.", self.currency))
        };
        self.currency.parse().map(Some).map_err(wrong)
    }

    fn hour(&self) -> Result<Option<u8>, Problem> {
        if self.hour.is_empty() {
            return Ok(None);
        }
        let hour = self.hour.parse().ok().filter(|hour| *hour < 24).map(Some);
        hour.ok_or_else(|| {
            Field::Hour.problem(format!("“{}” is not an hour. Choose one from the list.", self.hour))
        })
    }
}

impl Field {
    fn problem(self, text: impl Into<String>) -> Problem {
        Problem { field: self, text: text.into() }
    }
}

fn day(field: Field, text: &str) -> Result<Option<Day>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| field.problem(format!("“{text}” is not a day. Write it like 2026-11-20."));
    text.parse().map(Some).map_err(wrong)
}

fn keep<T>(read: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Asked {
        Asked::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_empty_form_means_everything() {
        let asked = read(&[("from", ""), ("number", " "), ("kind", "")]);
        assert!(asked.filter.expect("empty fields are no filter").is_everything());
    }

    #[test]
    fn wrong_fields_are_named_and_kept() {
        for (field, value, problem) in [
            (Field::Scope, "shop:1", "There is no scope “shop:1”. Choose one from the list."),
            (Field::From, "20.11.2026", "“20.11.2026” is not a day. Write it like 2026-11-20."),
            (Field::Kind, "gift", "“gift” is not a kind. Choose one from the list."),
            (Field::State, "open", "“open” is not a state. Choose one from the list."),
            (Field::Weekday, "7", "“7” is not a day of the week. Choose one from the list."),
            (Field::Standing, "then", "“then” says nothing of outlets: tick the box, or leave it."),
            (Field::Hour, "24", "“24” is not an hour. Choose one from the list."),
            (Field::Currency, "rupees", "“rupees” is not a currency. Choose one from the list."),
        ] {
            let asked = read(&[(field.name(), value), ("number", "A1")]);
            assert_eq!(asked.problem(field), Some(problem));
            assert_eq!(asked.typed.number, "A1");
        }
        let asked = read(&[("from", "2026-11-21"), ("to", "2026-11-20")]);
        assert_eq!(asked.problem(Field::From), Some("The first day is after the last day."));
        assert_eq!((asked.typed.from.as_str(), asked.typed.to.as_str()), ("2026-11-21", "2026-11-20"));
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let asked = read(&[("from", "soon"), ("to", "later"), ("kind", "x"), ("hour", "-1")]);
        assert_eq!(asked.filter.map_err(|problems| problems.len()), Err(4));
    }
}
