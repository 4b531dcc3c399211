//! Reads what customers bought in a range of days.

use app::analytics::{CustomerSales, Lifetime, Person, Segment, TopCustomer, Value};
use app::units::{Amount, Currency, Day};
use sqlx::FromRow;

use super::span::Span;
use crate::db::{StoreError, Tx, on_engine};

#[derive(FromRow)]
struct PersonColumns {
    r#ref: String,
    name: Option<String>,
    email: Option<String>,
    is_company: bool,
    currency: String,
    orders: i64,
    gross: i64,
}

#[derive(FromRow)]
struct RankedRow {
    #[sqlx(flatten)]
    person: PersonColumns,
    all_orders: i64,
    all_gross: i64,
    first_day: i64,
    last_day: i64,
}

#[derive(FromRow)]
struct SegmentRow {
    #[sqlx(flatten)]
    person: PersonColumns,
    value: i64,
    high_gross: i64,
    medium_gross: i64,
    customers: i64,
    segment_gross: i64,
}

/// Distinct identified customers of completed sales, and those among them who had bought nothing in the scope before.
///
/// Reads a row for each outlet, day and customer of the range. Errors: [`StoreError`].
pub async fn count_customers(tx: &mut Tx, span: Span) -> Result<(i64, i64), StoreError> {
    let (from, to) = span.bounds();
    let customers = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/count_customers.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .fetch_one(connection)
            .await)?;
    let new_customers = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/count_new_customers.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .fetch_one(connection)
            .await)?;
    Ok((customers, new_customers))
}

/// The `most` customers of each currency with the highest gross, by currency, gross descending, reference.
///
/// Reads a row for each outlet, day and customer of the range, and all of the best ones' days. Errors: [`StoreError`].
pub async fn rank_customers(tx: &mut Tx, span: Span, most: i64) -> Result<Vec<TopCustomer>, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, RankedRow>(include_str!("sql/rank_customers.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .bind(most)
            .fetch_all(connection)
            .await)?;
    rows.into_iter().map(RankedRow::into_customer).collect()
}

/// The three segments of each currency, by currency and from the highest value on, each with its `most` best customers.
///
/// Reads a row for each outlet, day and customer of the range. Errors: [`StoreError`].
pub async fn segment_customers(tx: &mut Tx, span: Span, most: i64) -> Result<Vec<Segment>, StoreError> {
    let (from, to) = span.bounds();
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, SegmentRow>(include_str!("sql/segment_customers.sql"))
            .bind(span.scope.0)
            .bind(from)
            .bind(to)
            .bind(most)
            .fetch_all(connection)
            .await)?;
    let mut segments: Vec<Segment> = Vec::new();
    for row in rows {
        let SegmentRow { person, value, high_gross, medium_gross, customers, segment_gross } = row;
        let sales = person.into_sales()?;
        let currency = sales.currency;
        if segments.last().is_none_or(|segment| segment.currency != currency) {
            segments.extend(empty_segments(currency, high_gross, medium_gross));
        }
        // Those of the current currency are the last three; the statement counts values from 1.
        let at = usize::try_from(3 - value).map_err(|_| corrupt("value"))?;
        let segment = segments.iter_mut().rev().nth(at).ok_or_else(|| corrupt("value"))?;
        segment.customers = customers;
        segment.gross = Amount::new(segment_gross, currency);
        segment.top.push(sales);
    }
    Ok(segments)
}

/// All three, so that one without customers is there as well.
fn empty_segments(currency: Currency, high_gross: i64, medium_gross: i64) -> [Segment; 3] {
    let cut = |minor| Some(Amount::new(minor, currency));
    let from_gross = [cut(high_gross), cut(medium_gross), None];
    let mut cuts = from_gross.into_iter();
    Value::ALL.map(|value| Segment {
        currency,
        value,
        from_gross: cuts.next().flatten(),
        customers: 0,
        gross: Amount::new(0, currency),
        top: Vec::new(),
    })
}

impl PersonColumns {
    fn into_sales(self) -> Result<CustomerSales, StoreError> {
        let currency: Currency = self.currency.parse().map_err(|_| corrupt("currency"))?;
        Ok(CustomerSales {
            customer: Person {
                reference: self.r#ref,
                name: self.name,
                email: self.email,
                is_company: self.is_company,
            },
            currency,
            orders: self.orders,
            gross: Amount::new(self.gross, currency),
        })
    }
}

impl RankedRow {
    fn into_customer(self) -> Result<TopCustomer, StoreError> {
        let day = |number: i64| i32::try_from(number).map(Day).map_err(|_| corrupt("day"));
        let sales = self.person.into_sales()?;
        let lifetime = Lifetime {
            orders: self.all_orders,
            gross: Amount::new(self.all_gross, sales.currency),
            first_day: day(self.first_day)?,
            last_day: day(self.last_day)?,
        };
        Ok(TopCustomer { sales, lifetime })
    }
}

fn corrupt(column: &'static str) -> StoreError {
    StoreError::Corrupt { table: "customer_days", column, id: 0 }
}
