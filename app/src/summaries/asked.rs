//! What an address asks of the summaries: a filter, or what is wrong with it, field by field.

use super::model::{MOST_GRID_DAYS, SummaryFilter, View};
use crate::asked::{Problem, keep, no_such_scope, read_day, read_scope, wrong_range};
use crate::units::Scope;

/// The fields as they were typed, so that a form can give them back, and what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub view: View,
    pub scope: String,
    pub from: String,
    pub to: String,
    pub filter: Result<SummaryFilter, Vec<Problem>>,
}

impl Asked {
    /// Reads an address; `get` gives the value of a parameter.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let given = |name: &str| get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        let (scope, from, to) = (given("scope"), given("from"), given("to"));
        let after = Some(given("after")).filter(|after| !after.is_empty());
        let mut problems = Vec::new();
        let filter = SummaryFilter {
            view: keep(read_view(&given("view")), &mut problems).unwrap_or_default(),
            scope: keep(read_scope(&scope), &mut problems).unwrap_or(Scope::Network),
            from: keep(read_day("from", &from), &mut problems).flatten(),
            to: keep(read_day("to", &to), &mut problems).flatten(),
            after,
        };
        problems.extend(wrong_range(filter.from, filter.to).or_else(|| too_wide(&filter)));
        let view = filter.view;
        Self { view, scope, from, to, filter: if problems.is_empty() { Ok(filter) } else { Err(problems) } }
    }

    /// What is wrong with the field `name`.
    pub fn problem(&self, name: &str) -> Option<&str> {
        let problems = self.filter.as_ref().err()?;
        problems.iter().find(|problem| problem.name == name).map(|problem| problem.text.as_str())
    }

    /// Adds what only the directory knows: that there is no such scope.
    pub fn refuse_scope(&mut self) {
        self.filter = Err(vec![no_such_scope(&self.scope)]);
    }

    /// The scope as far as it can be read.
    pub fn known_scope(&self) -> Scope {
        self.scope.parse().unwrap_or(Scope::Network)
    }
}

fn read_view(text: &str) -> Result<View, Problem> {
    if text.is_empty() {
        return Ok(View::Rows);
    }
    View::ALL.into_iter().find(|view| view.name() == text).ok_or_else(|| Problem {
        name: "view",
        text: format!("There is no view “{text}”. There are rows, grid and restated."),
    })
}

fn too_wide(filter: &SummaryFilter) -> Option<Problem> {
    let (from, to) = (filter.from?, filter.to?);
    let first = to.plus(1 - MOST_GRID_DAYS);
    (filter.view == View::Grid && from < first).then(|| Problem {
        name: "from",
        text: format!("The grid shows {MOST_GRID_DAYS} days at most: the first day can be {first}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Asked {
        Asked::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_empty_form_means_everything() {
        assert_eq!(read(&[("from", ""), ("scope", " ")]).filter, Ok(SummaryFilter::everything()));
    }

    #[test]
    fn wrong_fields_are_named_and_kept() {
        let asked = read(&[("scope", "shop:1"), ("from", "20.11.2026"), ("to", "2026-11-20")]);
        assert_eq!(asked.problem("scope"), Some("There is no scope “shop:1”. Choose one from the list."));
        assert_eq!(asked.problem("from"), Some("“20.11.2026” is not a day. Write it like 2026-11-20."));
        assert_eq!(asked.problem("to"), None);
        assert_eq!((asked.from.as_str(), asked.to.as_str()), ("20.11.2026", "2026-11-20"));
    }

    #[test]
    fn a_grid_is_no_wider_than_a_month() {
        let asked = |view, from| read(&[("view", view), ("from", from), ("to", "2026-11-30")]);
        assert_eq!(asked("grid", "2026-10-31").filter.unwrap().view, View::Grid);
        let told = "The grid shows 31 days at most: the first day can be 2026-10-31.";
        assert_eq!(asked("grid", "2026-10-30").problem("from"), Some(told));
        assert_eq!(asked("rows", "2026-10-30").problem("from"), None);
        assert_eq!(asked("restated", "2022-10-30").filter.unwrap().view, View::Restated);
        let told = "There is no view “pie”. There are rows, grid and restated.";
        assert_eq!(asked("pie", "2026-11-01").problem("view"), Some(told));
    }

    #[test]
    fn a_range_is_neither_backward_nor_longer_than_five_years() {
        let problem = |from, to| read(&[("from", from), ("to", to)]).problem("from").map(str::to_owned);
        assert_eq!(
            problem("2026-11-21", "2026-11-20").as_deref(),
            Some("The first day is after the last day.")
        );
        assert_eq!(problem("2021-11-21", "2026-11-20"), None);
        let too_long = problem("2000-01-01", "2026-11-20");
        assert_eq!(too_long.as_deref(), Some("Five years at most: the last day can be 2004-12-31."));
    }
}
