//! `/api/v1/sales-orders`: quotes and orders from the programs that make them.

mod read;
pub mod schema;
pub mod view;

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use self::read::OrderBody;
use self::schema::NewSalesOrder;
use self::view::{OrderView, ReceiptAnswer};
use crate::app::AppState;
use crate::error::{ApiError, RETRY_AFTER};
use crate::json::{self, JsonText, Warnings};
use crate::keys::{Reader, Writer};
use crate::orders::place::{self, Desk, Verdict};
use crate::orders::store;
use crate::query::{NoParams, Segment};
use crate::sales::http::post::grounds;

/// How long an order may wait for the database. Whether it was taken is then not known, and sending it again is right.
const PATIENCE: Duration = Duration::from_secs(10);

/// `POST /api/v1/sales-orders`: a quote, an order, or a later state of one.
///
/// Sent again with a later state it moves on, with the same or an earlier one nothing changes, and with other content it is refused.
#[utoipa::path(
    post,
    path = "/api/v1/sales-orders",
    tag = "sales orders",
    request_body = NewSalesOrder,
    responses(
        (status = 201, description = "Recorded", body = ReceiptAnswer),
        (status = 200, description = "Recorded before; moved on where the state is later", body = ReceiptAnswer),
    ),
    security(("key" = [])),
)]
pub async fn post_sales_order(
    State(state): State<AppState>,
    Writer(key): Writer,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Response, ApiError> {
    let mut warnings = Warnings::default();
    let body: OrderBody = json::parse(&text, "", &mut warnings)?;
    let delivery = read::order(body);
    let directory = state.directory.knowing_codes(place::outlet_of(&delivery), &state.db).await?;
    let desk = Desk { db: &state.db, key: &key, grounds: grounds(&state, &key, &directory) };
    let placed = tokio::time::timeout(PATIENCE, desk.place(delivery)).await;
    let late = |_| ApiError::unavailable("the database does not answer at the moment", RETRY_AFTER);
    let (status, receipt) = match placed.map_err(late)?? {
        Verdict::Recorded(receipt) => (StatusCode::CREATED, receipt),
        Verdict::Moved(receipt) | Verdict::Repeated(receipt) => (StatusCode::OK, receipt),
        Verdict::Rejected(rejection) => return Err(rejection.into()),
    };
    Ok((status, Json(ReceiptAnswer::new(receipt, warnings.into_paths()))).into_response())
}

/// `GET /api/v1/sales-orders/{id}`.
#[utoipa::path(
    get,
    path = "/api/v1/sales-orders/{id}",
    tag = "sales orders",
    params(("id" = Uuid, Path, description = "The order")),
    responses((status = 200, description = "With its lines and the times of its states", body = OrderView)),
    security((), ("key" = [])),
)]
pub async fn get_sales_order(
    State(state): State<AppState>,
    reader: Reader,
    Segment(id): Segment,
    _: NoParams,
) -> Result<Json<OrderView>, ApiError> {
    let unknown = || ApiError::not_found("there is no order with this id");
    let id = Uuid::try_parse(&id).map_err(|_| unknown())?;
    let mut tx = state.db.read().await?;
    let order = store::find_order(&mut tx, id).await?.ok_or_else(unknown)?;
    let directory = state.directory.knowing([order.outlet], &state.db).await?;
    let outlet = directory
        .outlet(order.outlet)
        .filter(|outlet| reader.may_see_fact(outlet, order.membership, &directory))
        .ok_or_else(unknown)?;
    let lines = store::list_order_lines(&mut tx, order.row).await?;
    tx.rollback().await?;
    Ok(Json(OrderView::of(&order, lines, outlet)))
}
