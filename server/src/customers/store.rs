//! Customers in the database.

use sqlx::FromRow;

use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;

/// An identified customer.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Customer {
    /// Unique in the organisation.
    #[sqlx(rename = "ref")]
    pub reference: String,
    /// The name of the last sale that gave one.
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
}

/// At most `limit` customers whose reference comes after `after`, by reference: all of them for the network, else those
/// with a completed sale within `scope`. The empty text comes before all references.
pub async fn list_customers(
    tx: &mut Tx,
    scope: ScopeId,
    after: &str,
    limit: i64,
) -> Result<Vec<Customer>, StoreError> {
    if scope == ScopeId::NETWORK {
        return on_engine!(tx, connection =>
            sqlx::query_as::<_, Customer>(include_str!("sql/list_customers.sql"))
                .bind(after)
                .bind(limit)
                .fetch_all(connection)
                .await);
    }
    on_engine!(tx, connection =>
        sqlx::query_as::<_, Customer>(include_str!("sql/list_customers_of_scope.sql"))
            .bind(after)
            .bind(limit)
            .bind(scope.0)
            .fetch_all(connection)
            .await)
}
