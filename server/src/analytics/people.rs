//! What customers bought in a range of days: counted and added up in the columns, named by the database.

use std::collections::HashMap;

use app::analytics::{CustomerSales, Lifetime, Person, Segment, TopCustomer, Value};
use app::units::{Amount, Currency};
use sqlx::FromRow;

use super::columns::{Bought, ColumnStore, CustomerCount, RankedCustomer, Valued};
use super::span::Span;
use super::store::json_of_rows;
use crate::db::{Db, StoreError, Tx, on_engine};
use crate::summaries::OutOfRange;
use crate::summaries::rebuild::Summary;

#[derive(FromRow)]
struct PersonRow {
    id: i64,
    r#ref: String,
    name: Option<String>,
    email: Option<String>,
    is_company: bool,
}

/// Distinct identified customers of completed sales, and those among them who had bought nothing in the scope before.
///
/// Errors: [`StoreError`].
pub async fn count_customers(columns: &ColumnStore, span: Span) -> Result<CustomerCount, StoreError> {
    columns.ask(Summary::CustomerDays, move |columns| columns.count_customers(span)).await
}

/// The `most` customers of each currency with the highest gross, by currency, gross descending, reference.
///
/// Errors: [`StoreError`]; `Corrupt` for rows that add up to more than any ledger holds.
pub async fn rank_customers(
    db: &Db,
    columns: &ColumnStore,
    span: Span,
    most: usize,
) -> Result<Vec<TopCustomer>, StoreError> {
    let ranked = columns
        .ask(Summary::CustomerDays, move |columns| columns.rank_customers(span, most))
        .await?
        .map_err(too_much)?;
    let persons = find_persons(db, ranked.iter().map(|ranked| ranked.bought)).await?;
    let mut customers = Vec::new();
    for ranked in ranked.chunk_by(|one, other| one.currency == other.currency) {
        let mut named =
            ranked.iter().map(|ranked| top_customer(ranked, &persons)).collect::<Result<Vec<_>, _>>()?;
        named.sort_by(|one, other| by_worth(&one.sales, &other.sales));
        named.truncate(most);
        customers.extend(named);
    }
    Ok(customers)
}

/// The three segments of each currency, by currency and from the highest value on, each with its `most` best customers.
///
/// Errors: as of [`rank_customers`].
pub async fn segment_customers(
    db: &Db,
    columns: &ColumnStore,
    span: Span,
    most: usize,
) -> Result<Vec<Segment>, StoreError> {
    let valued = columns
        .ask(Summary::CustomerDays, move |columns| columns.value_customers(span, most))
        .await?
        .map_err(too_much)?;
    let best = valued.iter().flat_map(|valued| &valued.segments).flat_map(|segment| &segment.best);
    let persons = find_persons(db, best.copied()).await?;
    let mut segments = Vec::new();
    for Valued { currency, segments: valued } in valued {
        for (value, segment) in Value::ALL.into_iter().zip(valued) {
            let sales = segment.best.iter().map(|bought| customer_sales(*bought, currency, &persons));
            let mut top = sales.collect::<Result<Vec<_>, _>>()?;
            top.sort_by(by_worth);
            top.truncate(most);
            segments.push(Segment {
                currency,
                value,
                from_gross: segment.from_gross.map(|gross| Amount::new(gross, currency)),
                customers: segment.customers,
                gross: Amount::new(segment.gross, currency),
                top,
            });
        }
    }
    Ok(segments)
}

async fn find_persons(
    db: &Db,
    bought: impl Iterator<Item = Bought>,
) -> Result<HashMap<u32, Person>, StoreError> {
    let rows = json_of_rows(bought.map(|bought| bought.customer));
    let mut tx = db.read().await?;
    let persons = list_persons(&mut tx, &rows).await?;
    tx.rollback().await?;
    Ok(persons)
}

async fn list_persons(tx: &mut Tx, rows: &str) -> Result<HashMap<u32, Person>, StoreError> {
    let rows = on_engine!(tx, connection, sql = ("sql/list_persons.sqlite.sql", "sql/list_persons.postgres.sql") =>
        sqlx::query_as::<_, PersonRow>(sql).bind(rows).fetch_all(connection).await)?;
    let person = |row: PersonRow| {
        let id = row.id.try_into().map_err(|_| corrupt("id", row.id))?;
        let PersonRow { r#ref, name, email, is_company, .. } = row;
        Ok((id, Person { reference: r#ref, name, email, is_company }))
    };
    rows.into_iter().map(person).collect()
}

fn top_customer(ranked: &RankedCustomer, persons: &HashMap<u32, Person>) -> Result<TopCustomer, StoreError> {
    Ok(TopCustomer {
        sales: customer_sales(ranked.bought, ranked.currency, persons)?,
        lifetime: Lifetime {
            orders: ranked.ever.orders,
            gross: Amount::new(ranked.ever.gross, ranked.currency),
            first_day: ranked.first_day,
            last_day: ranked.last_day,
        },
    })
}

fn customer_sales(
    bought: Bought,
    currency: Currency,
    persons: &HashMap<u32, Person>,
) -> Result<CustomerSales, StoreError> {
    // A customer is there before any row of theirs, and stays.
    let customer =
        persons.get(&bought.customer).ok_or_else(|| corrupt("customer_id", bought.customer.into()))?;
    let gross = Amount::new(bought.gross, currency);
    Ok(CustomerSales { customer: customer.clone(), currency, orders: bought.orders, gross })
}

fn by_worth(one: &CustomerSales, other: &CustomerSales) -> std::cmp::Ordering {
    let worth = other.gross.minor.cmp(&one.gross.minor);
    worth.then_with(|| one.customer.reference.cmp(&other.customer.reference))
}

fn too_much(_: OutOfRange) -> StoreError {
    corrupt("gross", 0)
}

fn corrupt(column: &'static str, id: i64) -> StoreError {
    StoreError::Corrupt { table: "customer_days", column, id }
}
