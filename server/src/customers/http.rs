//! Lists customers for other programs.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Customer};
use crate::app::AppState;
use crate::error::ApiError;
use crate::keys::Reader;
use crate::paging::Paging;
use crate::query::Params;

/// A page of customers.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomersPage {
    pub customers: Vec<CustomerView>,
    /// To be sent as `after`; null at the end.
    pub next: Option<String>,
}

/// An identified customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerEntry)]
pub struct CustomerView {
    /// Unique in the organisation; the phone of a customer without a reference of its own.
    #[serde(rename = "ref")]
    pub reference: String,
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub is_company: bool,
}

/// `GET /api/v1/customers?scope=&limit=&after=`.
#[utoipa::path(
    get,
    path = "/api/v1/customers",
    tag = "organisation",
    params(
        ("scope" = Option<String>, Query, description = "Only customers who bought there; the widest the caller may see when absent"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 500, description = "100 when absent"),
        ("after" = Option<String>, Query, description = "The next of an earlier answer"),
    ),
    responses((status = 200, description = "By reference", body = CustomersPage)),
    security((), ("key" = [])),
)]
pub async fn list_customers(
    State(state): State<AppState>,
    reader: Reader,
    mut params: Params,
) -> Result<Json<CustomersPage>, ApiError> {
    let (asked, paging) = (params.scope(), Paging::take(&mut params));
    params.finish()?;
    let (_, scope) = reader.scope_with_id(asked.as_ref(), &state.directory.current())?;
    let mut tx = state.db.read().await?;
    let customers = store::list_customers(&mut tx, scope, paging.after(), paging.rows_to_read()).await?;
    tx.rollback().await?;
    let (customers, next) = paging.page(customers, |customer| &customer.reference);
    Ok(Json(CustomersPage { customers: customers.into_iter().map(CustomerView::from).collect(), next }))
}

impl From<Customer> for CustomerView {
    fn from(customer: Customer) -> Self {
        let Customer { reference, name, phone, email, is_company } = customer;
        Self { reference, name, phone, email, is_company }
    }
}
