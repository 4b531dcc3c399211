//! The answers as tables, for pages and files alike. Figures of sales lead to them. Figures come first after what a row is
//! about: a phone shows few columns.

use super::measure::{MadeOf, Measure};
use super::model::{
    CategorySales, Comparison, CustomerSales, ItemSales, OutletSales, Overview, Period, Range, RangeTotals,
    Segment, TopCustomer, WeekHour,
};
use crate::dictionary::Term;
use crate::live::Totals;
use crate::paths;
use crate::sales::model::{EntryKind, EntryState, LedgerFilter};
use crate::ui::grid::{Cell, Column, Grid, Value};
use crate::units::decimal::divide_half_away;
use crate::units::weekday::WEEKDAYS;
use crate::units::{Amount, Currency, Day, DayRange, Quantity, Scope};

/// A row for each currency.
pub fn totals(overview: &Overview, range: &Range) -> Grid {
    let mut columns = vec![Column::plain("currency", "Currency")];
    columns.extend(measures());
    let rows = overview.totals.iter().map(|totals| {
        let mut row = vec![Value::Text(totals.currency.to_string()).into()];
        row.extend(measured(totals, &range.scope, range.from, range.to));
        row
    });
    Grid { columns, rows: rows.collect() }
}

/// A row for each period and each currency of any of them; `usual` is the currency where there is none.
pub fn periods(periods: &[Period], scope: &Scope, usual: Option<Currency>) -> Grid {
    let mut columns = vec![Column::plain("period", "Period")];
    columns.extend(measures());
    columns.extend([Column::plain("currency", "Currency"), Column::of("partial", Term::Partial)]);
    let mut rows = Vec::new();
    let currencies = currencies_of(periods, usual);
    for period in periods {
        for &currency in &currencies {
            let found = period.totals.iter().find(|totals| totals.currency == currency).copied();
            let totals = found.unwrap_or_else(|| nothing(currency));
            let mut row = vec![Value::Text(period.name.clone()).into()];
            row.extend(measured(&totals, scope, period.from, period.to));
            row.push(Value::Text(totals.currency.to_string()).into());
            row.push(Value::text(period.is_partial.then_some("yes")).into());
            rows.push(row);
        }
    }
    Grid { columns, rows }
}

/// Every currency of any period, in order; `usual` where there is none.
pub fn currencies_of(periods: &[Period], usual: Option<Currency>) -> Vec<Currency> {
    let mut currencies: Vec<Currency> =
        periods.iter().flat_map(|period| period.totals.iter().map(|totals| totals.currency)).collect();
    currencies.extend(usual.filter(|_| currencies.is_empty()));
    currencies.sort_unstable();
    currencies.dedup();
    currencies
}

/// The best customers with their lifetime.
pub fn customers(customers: &[TopCustomer], range: &Range) -> Grid {
    let mut columns = customer_columns();
    columns.extend([
        Column::of("lifetime_gross", Term::Lifetime),
        Column::plain("lifetime_orders", "Orders ever"),
        Column::plain("first_day", "First day"),
        Column::plain("last_day", "Last day"),
        Column::plain("days_between", "Days between"),
    ]);
    let rows = customers.iter().map(|customer| {
        let lifetime = &customer.lifetime;
        let mut row = customer_cells(&customer.sales, range);
        let ever = bought(&customer.sales, range, DayRange::ALL);
        row.extend([
            Cell::from(Value::Money(customer.sales.currency, lifetime.gross)).leading_to(ever.clone()),
            Cell::from(Value::Count(lifetime.orders)).leading_to(ever),
            Value::Day(lifetime.first_day).into(),
            Value::Day(lifetime.last_day).into(),
            Value::Count(lifetime.days_between().into()).into(),
        ]);
        row
    });
    Grid { columns, rows: rows.collect() }
}

/// Three rows for each currency. Their figures lead to their customers.
pub fn segments(segments: &[Segment], range: &Range) -> Grid {
    let columns = vec![
        Column::of("segment", Term::Segment),
        Column::of("customers", Term::Customers),
        Column::of("gross", Term::Gross),
        Column::plain("average_gross", "By customer"),
        Column::plain("from_gross", "From"),
        Column::plain("currency", "Currency"),
    ];
    let rows = segments.iter().map(|segment| {
        let money = |amount| Value::Money(segment.currency, amount);
        let customers = (segment.customers > 0).then(|| paths::segment(range, segment.of()));
        let leading = |value| Cell { value, href: customers.clone() };
        vec![
            Value::Text(segment.value.name().to_owned()).into(),
            leading(Value::Count(segment.customers)),
            leading(money(segment.gross)),
            leading(money(segment.average())),
            segment.from_gross.map_or(Value::Nothing, money).into(),
            Value::Text(segment.currency.to_string()).into(),
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// The best customers of segments.
pub fn segment_customers(segments: &[Segment], range: &Range) -> Grid {
    let mut columns = customer_columns();
    columns.push(Column::of("segment", Term::Segment));
    let mut rows = Vec::new();
    for segment in segments {
        for sales in &segment.top {
            let mut row = customer_cells(sales, range);
            row.push(Value::Text(segment.value.name().to_owned()).into());
            rows.push(row);
        }
    }
    Grid { columns, rows }
}

/// The best outlets.
pub fn outlets(outlets: &[OutletSales], range: &Range) -> Grid {
    let columns = vec![
        Column::plain("name", "Name"),
        Column::of("gross", Term::Gross),
        Column::of("orders", Term::Orders),
        Column::plain("currency", "Currency"),
        Column::plain("region_name", "Region"),
        Column::plain("region", "Region code"),
        Column::plain("outlet", "Code"),
    ];
    let rows = outlets.iter().map(|outlet| {
        let scope = Scope::Outlet(outlet.outlet.clone());
        let sales = sales(&scope, range.from, range.to, outlet.currency, EntryKind::Sale);
        vec![
            Cell::from(Value::Text(outlet.name.clone())).leading_to(paths::outlet(&outlet.outlet)),
            Cell::from(Value::Money(outlet.currency, outlet.gross)).leading_to(sales.clone()),
            Cell::from(Value::Count(outlet.orders)).leading_to(sales),
            Value::Text(outlet.currency.to_string()).into(),
            Value::Text(outlet.region_name.clone()).into(),
            Value::Text(outlet.region.to_string()).into(),
            Value::Text(outlet.outlet.to_string()).into(),
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// The best items. They follow the outlets that stand in the scope now, as the ledger does where they lead.
pub fn items(items: &[ItemSales], range: &Range) -> Grid {
    let columns = vec![
        Column::plain("name", "Name"),
        Column::of("amount", Term::ItemAmount),
        Column::plain("qty", "Quantity"),
        Column::plain("currency", "Currency"),
        Column::plain("category", "Category"),
        Column::plain("item", "Item"),
    ];
    let rows = items.iter().map(|item| {
        let filter = LedgerFilter { item: Some(item.code.clone()), ..standing(range, item.currency) };
        let sales = Some(paths::ledger(&filter));
        vec![
            Value::Text(item.name.clone()).into(),
            Cell { value: Value::Money(item.currency, item.amount), href: sales.clone() },
            Cell { value: Value::Quantity(item.qty), href: sales },
            Value::Text(item.currency.to_string()).into(),
            Value::text(item.category.clone()).into(),
            Value::Text(item.code.clone()).into(),
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// All categories. Items without one lead nowhere: the ledger finds sales by what they hold.
pub fn categories(categories: &[CategorySales], range: &Range) -> Grid {
    let columns = vec![
        Column::plain("category", "Category"),
        Column::plain("currency", "Currency"),
        Column::plain("items", "Items"),
        Column::plain("qty", "Quantity"),
        Column::of("amount", Term::ItemAmount),
    ];
    let rows = categories.iter().map(|category| {
        let found = category.category.clone();
        let sales = found
            .is_some()
            .then(|| paths::ledger(&LedgerFilter { category: found, ..standing(range, category.currency) }));
        vec![
            Value::text(category.category.clone()).into(),
            Value::Text(category.currency.to_string()).into(),
            Value::Count(category.items).into(),
            Cell { value: Value::Quantity(category.qty), href: sales.clone() },
            Cell { value: Value::Money(category.currency, category.amount), href: sales },
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// The hours of the week with sales.
pub fn week_hours(hours: &[WeekHour], range: &Range) -> Grid {
    let columns = vec![
        Column::plain("weekday", "Weekday"),
        Column::plain("hour", "Hour"),
        Column::plain("currency", "Currency"),
        Column::of("orders", Term::Orders),
        Column::of("gross", Term::Gross),
    ];
    let rows = hours.iter().map(|hour| {
        let weekday = WEEKDAYS.get(usize::from(hour.weekday)).copied();
        let sales = sales_of_week_hour(hour, range);
        vec![
            Value::text(weekday).into(),
            Value::Count(hour.hour.into()).into(),
            Value::Text(hour.currency.to_string()).into(),
            Cell::from(Value::Count(hour.orders)).leading_to(sales.clone()),
            Cell::from(Value::Money(hour.currency, hour.gross)).leading_to(sales),
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// The measures of one range by another, a row for each range and currency.
pub fn comparison(comparison: &Comparison, scope: &Scope) -> Grid {
    let mut columns = vec![
        Column::plain("range", "Days"),
        Column::plain("gross_change_percent", "Gross against it"),
        Column::plain("from", "From"),
        Column::plain("to", "To"),
    ];
    columns.extend(measures());
    columns.push(Column::plain("currency", "Currency"));
    let now = &comparison.range;
    let ranges = [
        ("These days", now),
        ("As many days before", &comparison.before),
        ("Same days a year before", &comparison.year_before),
    ];
    let mut currencies: Vec<Currency> =
        ranges.iter().flat_map(|(_, range)| range.totals.iter().map(|totals| totals.currency)).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut rows = Vec::new();
    for currency in currencies {
        let gross = of_currency(now, currency).gross;
        for (name, range) in ranges {
            let totals = of_currency(range, currency);
            let change = if std::ptr::eq(range, now) { None } else { change(gross, totals.gross) };
            let mut row: Vec<Cell> = [
                Value::Text(name.to_owned()),
                change.map_or(Value::Nothing, Value::Change),
                Value::Day(range.from),
                Value::Day(range.to),
            ]
            .map(Cell::from)
            .into();
            row.extend(measured(&totals, scope, range.from, range.to));
            row.push(Value::Text(currency.to_string()).into());
            rows.push(row);
        }
    }
    Grid { columns, rows }
}

/// Tenths of a percent by which `now` is more than `before`; `None` where there is nothing to compare with.
pub fn change(now: Amount, before: Amount) -> Option<i64> {
    let more = i128::from(now.minor) - i128::from(before.minor);
    divide_half_away(more * 1_000, before.minor.into()).and_then(|permille| i64::try_from(permille).ok())
}

/// The sales of one hour of the week.
pub fn sales_of_week_hour(hour: &WeekHour, range: &Range) -> String {
    paths::ledger(&LedgerFilter {
        hour: Some(hour.hour),
        weekday: Some(hour.weekday),
        ..filter(&range.scope, range.from, range.to, hour.currency, EntryKind::Sale)
    })
}

/// What counts in the ledger of these days in one currency.
pub fn sales(scope: &Scope, from: Day, to: Day, currency: Currency, kind: EntryKind) -> String {
    paths::ledger(&filter(scope, from, to, currency, kind))
}

fn filter(scope: &Scope, from: Day, to: Day, currency: Currency, kind: EntryKind) -> LedgerFilter {
    LedgerFilter {
        scope: scope.clone(),
        days: DayRange::Between { from: Some(from), to: Some(to) },
        kind: Some(kind),
        state: Some(EntryState::Counted),
        currency: Some(currency),
        ..LedgerFilter::everything()
    }
}

/// The sales behind figures that are read from the outlets that stand in the scope now.
fn standing(range: &Range, currency: Currency) -> LedgerFilter {
    LedgerFilter {
        // No others can stand in the network or in an outlet.
        is_standing: matches!(range.scope, Scope::Region(_) | Scope::Franchise(_)),
        ..filter(&range.scope, range.from, range.to, currency, EntryKind::Sale)
    }
}

/// What a customer bought in these days.
fn bought(sales: &CustomerSales, range: &Range, days: DayRange) -> String {
    let customer = Some(sales.customer.reference.clone());
    paths::ledger(&LedgerFilter { customer, days, ..standing(range, sales.currency) })
}

/// The columns that every row of totals has after its name.
fn measures() -> impl Iterator<Item = Column> {
    Measure::ALL.into_iter().map(Measure::column)
}

/// In the order of [`Measure::ALL`].
fn measured(totals: &Totals, scope: &Scope, from: Day, to: Day) -> [Cell; 11] {
    Measure::ALL.map(|measure| figure(measure, totals, scope, (from, to), None))
}

/// A measure of some days as a way to what it is made of. `weekday`: the one day of the week that they are, from Monday as 0.
pub fn figure(
    measure: Measure,
    totals: &Totals,
    scope: &Scope,
    (from, to): (Day, Day),
    weekday: Option<u8>,
) -> Cell {
    let (kind, state) = match measure.made_of() {
        MadeOf::Sales => (Some(EntryKind::Sale), EntryState::Counted),
        MadeOf::Returns => (Some(EntryKind::Return), EntryState::Counted),
        MadeOf::Both => (None, EntryState::Counted),
        MadeOf::Cancelled => (Some(EntryKind::Sale), EntryState::Cancelled),
    };
    let filter = LedgerFilter {
        kind,
        state: Some(state),
        weekday,
        ..filter(scope, from, to, totals.currency, EntryKind::Sale)
    };
    Cell::from(measure.value(totals)).leading_to(paths::ledger(&filter))
}

fn customer_columns() -> Vec<Column> {
    vec![
        Column::plain("customer", "Customer"),
        Column::of("gross", Term::Gross),
        Column::of("orders", Term::Orders),
        Column::plain("currency", "Currency"),
        Column::plain("name", "Name"),
        Column::plain("email", "E-mail"),
        Column::plain("company", "Company"),
    ]
}

fn customer_cells(sales: &CustomerSales, range: &Range) -> Vec<Cell> {
    let customer = &sales.customer;
    let days = DayRange::Between { from: Some(range.from), to: Some(range.to) };
    let entries = bought(sales, range, days);
    vec![
        Value::Text(customer.reference.clone()).into(),
        Cell::from(Value::Money(sales.currency, sales.gross)).leading_to(entries.clone()),
        Cell::from(Value::Count(sales.orders)).leading_to(entries),
        Value::Text(sales.currency.to_string()).into(),
        Value::text(customer.name.clone()).into(),
        Value::text(customer.email.clone()).into(),
        Value::text(customer.is_company.then_some("yes")).into(),
    ]
}

fn of_currency(range: &RangeTotals, currency: Currency) -> Totals {
    range
        .totals
        .iter()
        .find(|totals| totals.currency == currency)
        .copied()
        .unwrap_or_else(|| nothing(currency))
}

/// What a currency comes to where nothing happened.
fn nothing(currency: Currency) -> Totals {
    let zero = Amount::new(0, currency);
    Totals {
        currency,
        orders: 0,
        gross: zero,
        net: zero,
        tax: zero,
        discount: zero,
        qty: Quantity(0),
        returns: 0,
        returned: zero,
        returned_net: zero,
        returned_tax: zero,
        returned_qty: Quantity(0),
        cancelled: 0,
        cancelled_amount: zero,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_of_what_was_before() {
        let amount = |minor| Amount { minor, decimals: 2 };
        assert_eq!(change(amount(150), amount(100)), Some(500));
        assert_eq!(change(amount(0), amount(100)), Some(-1_000));
        assert_eq!(change(amount(2), amount(3)), Some(-333));
        assert_eq!(change(amount(5), amount(0)), None);
    }
}
