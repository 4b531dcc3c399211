//! The row of an outlet's business day, and what may be asked for.

use crate::live::Totals;
use crate::units::decimal::divide_half_away;
use crate::units::{Amount, Code, Currency, Day, Quantity, Scope, UnixMs};

/// What one outlet sold on one of its business days in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailySummary {
    pub day: Day,
    pub outlet: Code,
    pub outlet_name: String,
    /// The region that the outlet stands in now.
    pub region: Code,
    /// Minutes east of UTC at the outlet when the row last changed.
    pub utc_offset_min: i32,
    /// What the outlet's money is; the row may be of another.
    pub outlet_currency: Currency,
    pub totals: Totals,
    /// Distinct identified customers of completed sales.
    pub unique_customers: i64,
    /// By quantity, then code; `None` where nothing was sold.
    pub top_item: Option<TopItem>,
    /// When the row was last written.
    pub refreshed_at: UnixMs,
    /// When it was last found equal to the ledger; `None` where it may have changed since.
    pub verified_at: Option<UnixMs>,
}

/// The item that was sold most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopItem {
    pub code: String,
    pub name: String,
    pub qty: Quantity,
}

/// Which rows are asked for: of outlets that stand in `scope` now, on business days from `from` to `to`, both inclusive and open
/// where `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryFilter {
    pub view: View,
    pub scope: Scope,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// The `next` of an earlier page.
    pub after: Option<String>,
}

/// How the summaries are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// A row for each outlet, day and currency, with all its measures.
    #[default]
    Rows,
    /// A row for each outlet and a column for each day, with the gross in the outlet's currency.
    Grid,
    /// What changed days after they were over, and the files that hold them as they were.
    Restated,
}

/// Days of the widest grid.
pub const MOST_GRID_DAYS: i32 = 31;
/// Days of a grid that nobody has given a first day.
pub const USUAL_GRID_DAYS: i32 = 14;

/// Files with old figures that are counted: of more than these nobody reads the number.
pub const MOST_COUNTED_FILES: i64 = 1_000;

/// Outlets by code, and what each took on some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Newest first, without a gap.
    pub days: Vec<Day>,
    pub rows: Vec<GridRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

/// An outlet's gross day by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    pub outlet: Code,
    pub outlet_name: String,
    pub currency: Currency,
    /// One for each day of the grid.
    pub cells: Vec<GridCell>,
}

/// What an outlet took on one of its business days, in its own currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridCell {
    NotBegun,
    /// So far.
    Running(Amount),
    Ended(Amount),
}

/// By how much an outlet's day changed after it was over, for one reason, within one later day of the outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    pub day: Day,
    pub outlet: Code,
    pub outlet_name: String,
    pub by: MovedBy,
    /// How many facts; none for a wrong sum.
    pub facts: i64,
    /// When the change came to be known, RFC 3339 by the outlet's wall clock.
    pub first_at: String,
    pub last_at: String,
    /// What was added to the day; below zero where there is less now.
    pub change: Totals,
    /// How many files hold the day as it was; [`MOST_COUNTED_FILES`] stand for that many or more.
    pub file_count: i64,
    /// The newest of them.
    pub files: Vec<HandedFile>,
}

/// What changed a day that was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovedBy {
    Sale,
    Return,
    Cancellation,
    /// Its sum was wrong, and was put right.
    Drift,
}

/// A file that was handed out, or several that one address gave within one minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedFile {
    /// What its rows are.
    pub title: String,
    pub name: String,
    /// What the figures are of, as people call it.
    pub place: String,
    /// When the first and the last of them went out, RFC 3339 by the outlet's wall clock.
    pub asked_at: String,
    pub last_asked_at: String,
    pub times: i64,
    /// Whether it was asked for again after the day changed.
    pub is_asked_again: bool,
    /// Gives it with the figures of now.
    pub address: String,
}

/// Newest day first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestatedPage {
    pub rows: Vec<Restated>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl View {
    pub const ALL: [Self; 3] = [Self::Rows, Self::Grid, Self::Restated];

    /// As it stands in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Grid => "grid",
            Self::Restated => "restated",
        }
    }
}

impl SummaryFilter {
    /// Everything there is, from the newest day on.
    pub fn everything() -> Self {
        Self { view: View::Rows, scope: Scope::Network, from: None, to: None, after: None }
    }
}

/// Rows, newest day first, then by outlet and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyPage {
    pub rows: Vec<DailySummary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<String>,
}

impl DailySummary {
    /// `DSS-{day}-{outlet}` in the outlet's own currency, else with `-{currency}`.
    pub fn id(&self) -> String {
        let (day, outlet, currency) = (self.day, &self.outlet, self.totals.currency);
        if currency == self.outlet_currency {
            format!("DSS-{day}-{outlet}")
        } else {
            format!("DSS-{day}-{outlet}-{currency}")
        }
    }

    /// Gross by order, rounded half away from zero; nothing where there was none.
    pub fn average_order(&self) -> Amount {
        average_order(&self.totals)
    }

    /// What was sold less what came back.
    pub fn items_sold(&self) -> Quantity {
        Quantity(self.totals.qty.0.saturating_add(self.totals.returned_qty.0))
    }
}

/// Gross by order of the same sales, rounded half away from zero; nothing where there was none.
pub fn average_order(totals: &Totals) -> Amount {
    let average = divide_half_away(totals.gross.minor.into(), totals.orders.into());
    // An average is no larger than what it is of.
    let minor = average.and_then(|average| i64::try_from(average).ok()).unwrap_or_default();
    Amount::new(minor, totals.currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(currency: &str, gross: i64, orders: i64) -> DailySummary {
        let currency: Currency = currency.parse().unwrap();
        let mut totals = Totals::zero(currency);
        totals.gross = Amount::new(gross, currency);
        totals.orders = orders;
        totals.qty = Quantity(5_000);
        totals.returned_qty = Quantity(-1_500);
        DailySummary {
            day: "2026-11-20".parse().unwrap(),
            outlet: "mg-road".parse().unwrap(),
            outlet_name: "MG Road".to_owned(),
            region: "south".parse().unwrap(),
            utc_offset_min: 330,
            outlet_currency: "INR".parse().unwrap(),
            totals,
            unique_customers: 0,
            top_item: None,
            refreshed_at: UnixMs(0),
            verified_at: None,
        }
    }

    #[test]
    fn a_row_names_its_currency_where_it_is_not_the_outlets() {
        assert_eq!(summary("INR", 0, 0).id(), "DSS-2026-11-20-mg-road");
        assert_eq!(summary("USD", 0, 0).id(), "DSS-2026-11-20-mg-road-USD");
    }

    #[test]
    fn the_average_is_of_all_orders_and_rounds_half_away_from_zero() {
        assert_eq!(summary("INR", 1_001, 2).average_order().to_string(), "5.01");
        assert_eq!(summary("INR", 1_000, 3).average_order().to_string(), "3.33");
        assert_eq!(summary("JPY", 5, 2).average_order().to_string(), "3");
        assert_eq!(summary("INR", 0, 0).average_order().to_string(), "0.00");
    }

    #[test]
    fn what_came_back_is_not_sold() {
        assert_eq!(summary("INR", 0, 0).items_sold().to_string(), "3.5");
    }
}
