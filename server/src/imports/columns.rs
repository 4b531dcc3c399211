//! Which column holds what: by its heading in a mapping, by its place in a file.

use csv::StringRecord;
use serde::Deserialize;

use super::mapping::{Mapping, Mark};
use crate::fields::{FieldProblem, Problems, shortened};

/// Characters of a file's heading that are told.
const LONGEST_HEADING: usize = 400;

/// The column of each thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns<C> {
    /// Together they tell one sale from every other.
    pub sale: Vec<C>,
    pub outlet: C,
    pub at: C,
    pub item: C,
    pub qty: C,
    pub unit_price: C,
    pub name: Option<C>,
    pub category: Option<C>,
    pub customer: Option<C>,
    pub customer_name: Option<C>,
    pub phone: Option<C>,
    pub email: Option<C>,
    pub till: Option<C>,
    pub cashier: Option<C>,
    pub currency: Option<C>,
    pub discount: Option<C>,
    pub tax: Option<C>,
    pub tax_rate: Option<C>,
    pub total: Option<C>,
}

/// The mapped columns within the records of one file.
#[derive(Debug, Clone)]
pub struct Places {
    pub columns: Columns<usize>,
    /// Of the column that marks a return.
    pub mark: Option<usize>,
}

impl Places {
    /// Finds every mapped column in the file's heading.
    ///
    /// Errors: each column that is not there, or there twice, with the headings that are.
    pub fn find(mapping: &Mapping, heading: &StringRecord) -> Result<Self, Vec<FieldProblem>> {
        let mut finding = Finding { heading, problems: Problems::default() };
        let columns = finding.columns(&mapping.columns);
        let mark = match &mapping.returns.mark {
            Mark::Column { name, .. } => Some(finding.place("returns.column", name)),
            _ => None,
        };
        if finding.problems.is_empty() {
            Ok(Self { columns, mark })
        } else {
            Err(finding.problems.into_vec())
        }
    }
}

struct Finding<'a> {
    heading: &'a StringRecord,
    problems: Problems,
}

impl Finding<'_> {
    fn columns(&mut self, names: &Columns<String>) -> Columns<usize> {
        Columns {
            sale: names.sale.iter().map(|name| self.place("columns.sale", name)).collect(),
            outlet: self.place("columns.outlet", &names.outlet),
            at: self.place("columns.at", &names.at),
            item: self.place("columns.item", &names.item),
            qty: self.place("columns.qty", &names.qty),
            unit_price: self.place("columns.unit_price", &names.unit_price),
            name: self.optional("columns.name", names.name.as_deref()),
            category: self.optional("columns.category", names.category.as_deref()),
            customer: self.optional("columns.customer", names.customer.as_deref()),
            customer_name: self.optional("columns.customer_name", names.customer_name.as_deref()),
            phone: self.optional("columns.phone", names.phone.as_deref()),
            email: self.optional("columns.email", names.email.as_deref()),
            till: self.optional("columns.till", names.till.as_deref()),
            cashier: self.optional("columns.cashier", names.cashier.as_deref()),
            currency: self.optional("columns.currency", names.currency.as_deref()),
            discount: self.optional("columns.discount", names.discount.as_deref()),
            tax: self.optional("columns.tax", names.tax.as_deref()),
            tax_rate: self.optional("columns.tax_rate", names.tax_rate.as_deref()),
            total: self.optional("columns.total", names.total.as_deref()),
        }
    }

    /// The column's place; when it is not to be found, a problem is noted and the place means nothing.
    fn place(&mut self, path: &str, name: &str) -> usize {
        let mut places = self
            .heading
            .iter()
            .enumerate()
            .filter(|(_, heading)| heading.trim() == name)
            .map(|(place, _)| place);
        let problem = match (places.next(), places.next()) {
            (Some(place), None) => return place,
            (Some(_), Some(_)) => "names two columns of the file",
            (None, _) => "names no column of the file",
        };
        let there = self.heading.iter().map(str::trim).collect::<Vec<_>>().join(", ");
        let there = shortened(&there, LONGEST_HEADING);
        self.problems.add(FieldProblem::new(path, problem, name, format!("one of: {there}")));
        0
    }

    fn optional(&mut self, path: &str, name: Option<&str>) -> Option<usize> {
        name.map(|name| self.place(path, name))
    }
}
