//! Items in the database: what the outlets sell.

use sqlx::FromRow;

use crate::db::{StoreError, Tx, on_engine};

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Item {
    pub id: i64,
    /// Lower-case text of 1–64 characters.
    pub code: String,
    pub name: String,
    pub category: Option<String>,
    /// It was made by a sale of something unknown, and nobody has looked at it since.
    pub needs_review: bool,
}

/// An item without an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    pub code: String,
    pub name: String,
    pub category: Option<String>,
    pub needs_review: bool,
}

impl From<&Item> for NewItem {
    fn from(item: &Item) -> Self {
        let Item { code, name, category, needs_review, .. } = item.clone();
        Self { code, name, category, needs_review }
    }
}

/// Inserts an item and returns its id. Errors: a conflict when its code is taken.
pub async fn insert_item(tx: &mut Tx, item: &NewItem) -> Result<i64, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/insert_item.sql"))
            .bind(&item.code)
            .bind(&item.name)
            .bind(item.category.as_deref())
            .bind(item.needs_review)
            .fetch_one(connection)
            .await)
}

/// Gives the item `id` the fields of `item`; its code stays.
pub async fn update_item(tx: &mut Tx, id: i64, item: &NewItem) -> Result<(), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_item.sql"))
            .bind(id)
            .bind(&item.name)
            .bind(item.category.as_deref())
            .bind(item.needs_review)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// The item with this code, which is compared as it stands: in lower case.
pub async fn find_item(tx: &mut Tx, code: &str) -> Result<Option<Item>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, Item>(include_str!("sql/find_item.sql")).bind(code).fetch_optional(connection).await)
}

/// At most `limit` items whose code comes after `after`, by code. The empty text comes before all codes.
pub async fn list_items(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Item>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, Item>(include_str!("sql/list_items.sql"))
            .bind(after)
            .bind(limit)
            .fetch_all(connection)
            .await)
}
