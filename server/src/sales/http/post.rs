//! Takes sales and returns, single or in batches.

use std::sync::Arc;

use app::units::UnixMs;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::answer::{BatchAnswer, BatchReceipt, BatchRejection, ReceiptAnswer};
use super::body::{BatchBody, EntryBody, LARGEST_BATCH};
use super::read;
use super::schema::{self, DeliveryAnswer, NewReturn};
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::events::Origin;
use crate::json::{self, JsonText, Warnings};
use crate::keys::{Key, Writer};
use crate::organisation::Directory;
use crate::query::{NoParams, Segment};
use crate::sales::EntryKind;
use crate::sales::ingest::Lane;
use crate::sales::record::Grounds;
use crate::sales::store;
use crate::sales::submit::{self, Delivery, Desk, Rejection, Verdict};

/// `POST /api/v1/sales`: one sale, or a batch of sales and returns.
#[utoipa::path(
    post,
    path = "/api/v1/sales",
    tag = "sales",
    request_body = schema::Delivery,
    responses(
        (status = 201, description = "Recorded", body = ReceiptAnswer),
        (status = 200, description = "A sale that was recorded before, or a batch", body = DeliveryAnswer),
    ),
    security(("key" = [])),
)]
pub async fn post_sales(
    State(state): State<AppState>,
    Writer(key): Writer,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Response, ApiError> {
    let mut warnings = Warnings::default();
    let batch: BatchBody<'_> = json::parse_envelope(&text, "", &mut warnings)?;
    if batch.sales.is_none() && batch.returns.is_none() {
        // Whatever else stands there is judged when the entry itself is read.
        return read_and_record(&state, &key, EntryKind::Sale, &text).await;
    }
    record_batch(&state, &key, batch, warnings).await
}

/// `POST /api/v1/returns`: one return, which may name its sale.
#[utoipa::path(
    post,
    path = "/api/v1/returns",
    tag = "sales",
    request_body = NewReturn,
    responses(
        (status = 201, description = "Recorded", body = ReceiptAnswer),
        (status = 200, description = "Recorded before", body = ReceiptAnswer),
    ),
    security(("key" = [])),
)]
pub async fn post_return(
    State(state): State<AppState>,
    Writer(key): Writer,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Response, ApiError> {
    read_and_record(&state, &key, EntryKind::Return, &text).await
}

/// `POST /api/v1/sales/{id}/returns`: one return of that sale.
#[utoipa::path(
    post,
    path = "/api/v1/sales/{id}/returns",
    tag = "sales",
    params(("id" = Uuid, Path, description = "The sale")),
    request_body = NewReturn,
    responses(
        (status = 201, description = "Recorded", body = ReceiptAnswer),
        (status = 200, description = "Recorded before", body = ReceiptAnswer),
    ),
    security(("key" = [])),
)]
pub async fn post_linked_return(
    State(state): State<AppState>,
    Writer(key): Writer,
    Segment(sale): Segment,
    _: NoParams,
    JsonText { text, .. }: JsonText,
) -> Result<Response, ApiError> {
    let unknown = || ApiError::not_found("there is no sale with this id");
    let sale = Uuid::try_parse(&sale).map_err(|_| unknown())?;
    let mut warnings = Warnings::default();
    let delivery = deliver(&text, EntryKind::Return, Some(sale), "", &mut warnings)?;
    // Rights come first: whether a sale is there is nothing for a key that may not record here.
    if let Some(outlet) = submit::outlet_of(&delivery)
        && !key.may_record_at_code(outlet, &state.directory.current())
    {
        return Err(Rejection::OtherOutlet(outlet.clone()).into());
    }
    let mut tx = state.db.read().await?;
    let found = store::find_recorded(&mut tx, EntryKind::Sale, sale).await?;
    tx.rollback().await?;
    found.ok_or_else(unknown)?;
    record_one(&state, &key, delivery, warnings).await
}

async fn read_and_record(
    state: &AppState,
    key: &Arc<Key>,
    kind: EntryKind,
    text: &str,
) -> Result<Response, ApiError> {
    let mut warnings = Warnings::default();
    let delivery = deliver(text, kind, None, "", &mut warnings)?;
    record_one(state, key, delivery, warnings).await
}

async fn record_one(
    state: &AppState,
    key: &Arc<Key>,
    delivery: Delivery,
    warnings: Warnings,
) -> Result<Response, ApiError> {
    let verdicts = judge(state, key, Lane::Single, vec![delivery]).await?;
    let (status, receipt) = match verdicts.into_iter().next() {
        Some(Verdict::Recorded(receipt)) => (StatusCode::CREATED, receipt),
        Some(Verdict::Repeated(receipt)) => (StatusCode::OK, receipt),
        Some(Verdict::Rejected(rejection)) => return Err(rejection.into()),
        None => return Err(ApiError::from(Rejection::Unstorable)),
    };
    Ok((status, Json(ReceiptAnswer::new(receipt, warnings.into_paths()))).into_response())
}

async fn record_batch(
    state: &AppState,
    key: &Arc<Key>,
    batch: BatchBody<'_>,
    mut warnings: Warnings,
) -> Result<Response, ApiError> {
    if warnings.names_any(&["id", "lines"]) {
        return Err(ApiError::new(ErrorCode::Malformed, "this is a sale and a batch in one: send either"));
    }
    let [sales, returns] = [batch.sales, batch.returns].map(|list| list.map_or_else(Vec::new, |list| list.0));
    if sales.len() + returns.len() > LARGEST_BATCH {
        let message = format!("a batch holds at most {LARGEST_BATCH} entries; send them in parts");
        return Err(ApiError::new(ErrorCode::TooLarge, message));
    }
    let mut answer = BatchAnswer::default();
    let mut places = Vec::with_capacity(sales.len() + returns.len());
    let mut deliveries = Vec::with_capacity(places.capacity());
    for (kind, name, elements) in [(EntryKind::Sale, "sales", sales), (EntryKind::Return, "returns", returns)]
    {
        for (index, element) in elements.into_iter().enumerate() {
            submit::give_way(index).await;
            let text = element.get();
            match deliver(text, kind, None, &format!("{name}[{index}]."), &mut warnings) {
                Ok(delivery) => {
                    places.push(Place { kind, index, id: id_of(&delivery) });
                    deliveries.push(delivery);
                }
                Err(error) => {
                    answer.rejected.push(BatchRejection::new(kind, index, salvaged_id(text), error));
                }
            }
        }
    }
    let verdicts = judge(state, key, Lane::Batch, deliveries).await?;
    for (place, verdict) in places.into_iter().zip(verdicts) {
        answer.add(place, verdict);
    }
    answer.rejected.sort_by_key(|rejection| (rejection.kind as u8, rejection.index));
    answer.warnings = warnings.into_paths();
    Ok(Json(answer).into_response())
}

/// Where a delivery stood in its batch.
struct Place {
    kind: EntryKind,
    index: usize,
    id: Option<Uuid>,
}

impl BatchAnswer {
    fn add(&mut self, Place { kind, index, id }: Place, verdict: Verdict) {
        match verdict {
            Verdict::Recorded(receipt) => self.accepted.push(BatchReceipt::new(kind, index, receipt)),
            Verdict::Repeated(receipt) => self.repeated.push(BatchReceipt::new(kind, index, receipt)),
            Verdict::Rejected(rejection) => {
                self.rejected.push(BatchRejection::new(kind, index, id, rejection.into()));
            }
        }
    }
}

/// Reads one entry. Errors: 400 when its JSON is none, or of another shape.
fn deliver(
    text: &str,
    kind: EntryKind,
    linked: Option<Uuid>,
    prefix: &str,
    warnings: &mut Warnings,
) -> Result<Delivery, ApiError> {
    let body: EntryBody = json::parse(text, prefix, warnings)?;
    read::warn_of_foreign(&body, kind, prefix, warnings);
    Ok(read::entry(body, kind, linked))
}

async fn judge(
    state: &AppState,
    key: &Key,
    lane: Lane,
    deliveries: Vec<Delivery>,
) -> Result<Vec<Verdict>, ApiError> {
    let named = deliveries.iter().filter_map(submit::outlet_of);
    let directory = state.directory.knowing_codes(named, &state.db).await?;
    let desk = Desk { db: &state.db, ingest: &state.ingest, key, grounds: grounds(state, key, &directory) };
    Ok(submit::submit(&desk, lane, deliveries).await?)
}

/// What is sent now with `key` is checked against.
pub(crate) fn grounds<'a>(state: &AppState, key: &'a Key, directory: &'a Directory) -> Grounds<'a> {
    Grounds {
        directory,
        now: UnixMs(state.clock.now_ms()),
        max_ahead: state.max_ahead,
        origin: Origin::Live,
        may_create_items: key.rights.create_items,
        reach: &key.scope,
    }
}

fn id_of(delivery: &Delivery) -> Option<Uuid> {
    match delivery {
        Ok(draft) => Some(draft.id),
        Err(unreadable) => unreadable.id,
    }
}

/// The id of an entry of which nothing else may be readable.
fn salvaged_id(text: &str) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Identified<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
    }
    let identified: Identified<'_> = serde_json::from_str(text).ok()?;
    serde_json::from_str(identified.id?.get()).ok()
}
