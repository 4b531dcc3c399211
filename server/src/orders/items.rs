//! The items that an order names: those that are known, and those that it makes.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sqlx::FromRow;

use super::model::NewOrder;
use crate::db::{StoreError, Tx, on_engine};
use crate::fields::FieldProblem;
use crate::sales::NewLine;

/// An item as lines refer to it.
#[derive(Clone, Debug, FromRow)]
pub struct KnownItem {
    pub id: i64,
    code: String,
    pub name: String,
    pub category: Option<String>,
}

/// Known items by their code.
pub type KnownItems = HashMap<String, KnownItem>;

/// An item that nobody knew, under its code, for somebody to look at.
#[derive(Serialize)]
struct MissingItem<'a> {
    code: &'a str,
    name: &'a str,
    category: Option<&'a str>,
}

/// The items of all lines; those that are not known are made where the sender may.
///
/// At most three statements, whatever the lines are. Errors: [`StoreError`]; within, the first line of an unknown item.
pub async fn find_or_make(
    tx: &mut Tx,
    order: &NewOrder,
) -> Result<Result<KnownItems, FieldProblem>, StoreError> {
    let mut codes: Vec<&str> = order.lines.iter().map(|line| line.item.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let known = list_items_of_codes(tx, &codes).await?;
    let unknown = |(_, line): &(usize, &NewLine)| !known.contains_key(&line.item);
    let Some((at, line)) = order.lines.iter().enumerate().find(unknown) else { return Ok(Ok(known)) };
    if !order.may_create_items {
        let want = "the code of a known item, or a key with the right create_items";
        return Ok(Err(FieldProblem::new(format!("lines[{at}].item"), "is unknown", &line.item, want)));
    }
    // By code, as every writer makes them; the first line of an item names it.
    let mut missing = BTreeMap::new();
    for line in order.lines.iter().filter(|line| !known.contains_key(&line.item)) {
        missing.entry(line.item.as_str()).or_insert_with(|| MissingItem {
            code: &line.item,
            name: line.name.as_deref().unwrap_or(&line.item),
            category: line.category.as_deref(),
        });
    }
    insert_missing_items(tx, &missing.into_values().collect::<Vec<_>>()).await?;
    // Another process may have made some of them.
    list_items_of_codes(tx, &codes).await.map(Ok)
}

async fn list_items_of_codes(tx: &mut Tx, codes: &[&str]) -> Result<KnownItems, StoreError> {
    let codes = super::store::json(codes);
    let rows = on_engine!(tx, connection, sql = ("sql/list_items_of_codes.sqlite.sql", "sql/list_items_of_codes.postgres.sql") =>
        sqlx::query_as::<_, KnownItem>(sql).bind(&codes).fetch_all(connection).await)?;
    Ok(rows.into_iter().map(|item| (item.code.clone(), item)).collect())
}

async fn insert_missing_items(tx: &mut Tx, items: &[MissingItem<'_>]) -> Result<(), StoreError> {
    let items = super::store::json(items);
    on_engine!(tx, connection, sql = ("sql/insert_missing_items.sqlite.sql", "sql/insert_missing_items.postgres.sql") =>
        sqlx::query(sql).bind(&items).execute(connection).await.map(|done| done.rows_affected()))?;
    Ok(())
}
