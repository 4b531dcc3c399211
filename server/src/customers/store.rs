//! Customers in the database.

use sqlx::FromRow;

use crate::db::{StoreError, Tx, on_engine};
use crate::organisation::ScopeId;
use crate::sales::NewCustomer;

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

/// A customer as lists of what they bought name them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct NamedCustomer {
    pub id: i64,
    pub name: Option<String>,
}

/// The customer with this reference. Errors: [`StoreError`].
pub async fn find_customer(tx: &mut Tx, reference: &str) -> Result<Option<NamedCustomer>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, NamedCustomer>(include_str!("sql/find_customer.sql"))
            .bind(reference)
            .fetch_optional(connection)
            .await)
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

/// Makes the customer of this reference, or brings it up to what was sent: its row, and whether it is a company.
///
/// What was not sent stays as it was. Errors: [`StoreError`].
pub async fn bring_up_to(
    tx: &mut Tx,
    reference: &str,
    sent: &NewCustomer,
) -> Result<(i64, bool), StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_as::<_, (i64, bool)>(include_str!("sql/bring_up_to.sql"))
            .bind(reference)
            .bind(sent.name.as_deref())
            .bind(sent.phone.as_deref())
            .bind(sent.email.as_deref())
            .bind(sent.is_company)
            .fetch_one(connection)
            .await)
}
