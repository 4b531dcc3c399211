//! Why the lines of a sale cannot go in, told line by line.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::entry::Form;
use super::reader::Row;
use crate::fields::FieldProblem;

/// Why a slip cannot become an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejection {
    /// About the sale as a whole.
    whole: Option<String>,
    /// About single lines, by their place in the slip.
    lines: BTreeMap<usize, String>,
}

impl Rejection {
    /// A reason that is about all lines.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self { whole: Some(reason.into()), lines: BTreeMap::new() }
    }

    /// A reason that is about one line.
    pub fn of_line(at: usize, reason: impl Into<String>) -> Self {
        Self { whole: None, lines: BTreeMap::from([(at, reason.into())]) }
    }

    /// Notes a reason about one line; the first one stands.
    pub fn add(&mut self, at: usize, reason: String) {
        self.lines.entry(at).or_insert(reason);
    }

    /// Whether there is no reason at all.
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.lines.is_empty()
    }

    /// The reason that stands beside a line of `rows`: its own, else the sale's, else whose fault it is.
    pub fn reason_of<'a>(&'a self, at: usize, rows: &[Row]) -> Cow<'a, str> {
        if let Some(own) = self.lines.get(&at).or(self.whole.as_ref()) {
            return Cow::Borrowed(own);
        }
        let culprit = self.lines.keys().next().and_then(|&at| rows.get(at)).map_or(0, |row| row.line);
        Cow::Owned(format!("line {culprit}, of the same sale, is rejected"))
    }
}

impl Form {
    /// Problems that the rules found, by the headings of the file.
    pub fn translated(&self, problems: &[FieldProblem]) -> Rejection {
        let mut rejection = Rejection::default();
        for problem in problems {
            let line = problem.path.strip_prefix("lines[").and_then(|rest| rest.split_once(']'));
            match line.and_then(|(at, _)| at.parse().ok()) {
                Some(at) => {
                    rejection.add(at, self.told(problem));
                }
                None => {
                    rejection.whole.get_or_insert_with(|| self.told(problem));
                }
            }
        }
        rejection
    }

    fn told(&self, problem: &FieldProblem) -> String {
        let columns = &self.places.columns;
        let name = problem.path.rsplit(['.', ']']).next().unwrap_or_default();
        let place = match name {
            "item" => Some(columns.item),
            "name" => columns.name,
            "category" => columns.category,
            "qty" => Some(columns.qty),
            "unit_price" => Some(columns.unit_price),
            "discount" => columns.discount,
            "tax" => columns.tax,
            "tax_rate" => columns.tax_rate,
            "total" => columns.total,
            "sold_at" | "returned_at" => Some(columns.at),
            "currency" => columns.currency,
            _ => None,
        };
        let path = place.map_or_else(|| problem.path.clone(), |place| self.heading_of(place).to_owned());
        FieldProblem { path, ..problem.clone() }.to_string()
    }
}
