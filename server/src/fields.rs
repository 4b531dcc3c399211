//! What is wrong with a field of something that was sent, in words a person can act on.

use std::fmt;

use serde::Serialize;

/// At most this many problems are told about one thing; more of them help nobody and could fill a page.
const MOST: usize = 20;
/// At most this many characters of a wrong value are sent back.
const LONGEST: usize = 80;

/// One wrong field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Where it stands, such as `lines[2].qty`.
    #[schema(examples("lines[2].qty"))]
    pub path: String,
    /// What is wrong with it.
    pub problem: String,
    /// What was sent, shortened; empty when nothing was.
    pub got: String,
    /// What would be right.
    pub want: String,
}

/// The problems found so far, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldProblem>);

impl FieldProblem {
    /// A problem of the field at `path`; `got` is shortened and its control characters are made visible.
    pub fn new(
        path: impl Into<String>,
        problem: impl Into<String>,
        got: impl fmt::Display,
        want: impl Into<String>,
    ) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
            got: shortened(&got.to_string(), LONGEST),
            want: want.into(),
        }
    }
}

impl Problems {
    /// Notes a problem, unless there are plenty already.
    pub fn add(&mut self, problem: FieldProblem) {
        if self.0.len() < MOST {
            self.0.push(problem);
        }
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All that were kept.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldProblem> {
        self.0
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, problem, got, want } = self;
        match got.as_str() {
            "" => write!(f, "{path} {problem}: expected {want}"),
            got => write!(f, "{path} {problem}: got {got}, expected {want}"),
        }
    }
}

/// The first `most` characters of something that was sent, with control characters made visible.
#[must_use]
pub fn shortened(value: &str, most: usize) -> String {
    let mut characters = value.chars();
    let mut kept: String =
        characters.by_ref().take(most).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if characters.next().is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_dirty_value_is_sent_back_short_and_clean() {
        let problem = FieldProblem::new("name", "is too long", "a\u{1b}[31m".repeat(50), "at most 200");
        assert_eq!(problem.got.chars().count(), LONGEST + 1);
        assert!(!problem.got.contains('\u{1b}'));
    }

    #[test]
    fn problems_stop_at_a_number_that_can_be_read() {
        let mut problems = Problems::default();
        for line in 0..5_000 {
            problems.add(FieldProblem::new(format!("lines[{line}].qty"), "is missing", "", "a number"));
        }
        assert_eq!(problems.into_vec().len(), MOST);
    }
}
