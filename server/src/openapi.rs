//! `/api/v1/openapi.json`: the API for people and programs that have never seen it.
//!
//! The handlers carry their own description; here stands what all of them share. A test compares the document with the
//! router, in both directions.

use axum::Json;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    self, HeaderBuilder, Object, Ref, RefOr, Type, content::ContentBuilder, path::Operation,
};
use utoipa::{Modify, OpenApi};

use crate::error::{ErrorBody, ErrorCode};
use crate::query::NoParams;
use crate::{
    analytics, customers, events, exports, live, orders, organisation, restatements, sales, summaries,
};

/// The name of the only way to say who one is.
const KEY: &str = "key";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ScoopJoy",
        description = "Sales of a franchise network: recorded once, summed at once, told to whoever listens.\n\n\
            Amounts are strings with exactly the currency's decimals, quantities strings of at most 3 decimals, instants \
            RFC 3339. Every error is `{code, message, fields}`. Fields that nothing reads are ignored and named in \
            `warnings`; a parameter that an address does not have is refused, since a misspelt filter would answer with \
            everything."
    ),
    paths(
        sales::http::ledger::list_sales,
        sales::http::post::post_sales,
        sales::http::ledger::get_sale,
        sales::http::cancel::cancel_sale,
        sales::http::post::post_linked_return,
        sales::http::post::post_return,
        sales::http::ledger::get_return,
        sales::http::cancel::cancel_return,
        orders::http::post_sales_order,
        orders::http::get_sales_order,
        organisation::http::list_outlets,
        organisation::http::list_regions,
        organisation::http::list_franchises,
        organisation::http::list_items,
        customers::http::list_customers,
        summaries::http::list_summaries,
        restatements::http::list_restatements,
        exports::http::list::list_exports,
        analytics::http::metrics::metrics,
        analytics::http::parts::analytics,
        analytics::http::report::report,
        analytics::http::tables::table,
        analytics::http::dashboard::dashboard,
        events::http::list,
        live::http::board,
        live::http::stream,
        document,
    ),
    components(schemas(
        ErrorBody,
        ErrorCode,
        events::http::Reset,
        live::schema::Bye,
        live::schema::Patch,
        live::schema::Ping,
        sales::http::ledger::LedgerKind,
        sales::http::narrow::LedgerStanding,
        sales::http::narrow::LedgerState,
        sales::http::narrow::LedgerWeekday
    )),
    modifiers(&SharedParts)
)]
struct Document;

/// This document.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "get_openapi",
    tag = "about",
    responses((status = 200, description = "The OpenAPI document", body = Object)),
)]
pub async fn document(_: NoParams) -> Json<openapi::OpenApi> {
    Json(Document::openapi())
}

/// What every operation has: its errors, and who may call it.
struct SharedParts;

impl Modify for SharedParts {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A key made by `scoopjoy key add`. Reading on loopback needs none, writing always does.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
        for (path, item) in &mut document.paths.paths {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                if path.ends_with("/openapi.json") {
                    operation.security = Some(Vec::new());
                    add_error(operation, ErrorCode::Malformed);
                } else {
                    add_errors(operation, path);
                }
            }
        }
    }
}

/// Adds the errors that follow from what the operation takes.
fn add_errors(operation: &mut Operation, path: &str) {
    let writes = operation.request_body.is_some();
    let mut codes = vec![
        ErrorCode::Malformed,
        ErrorCode::Unauthorized,
        ErrorCode::Forbidden,
        ErrorCode::NotFound,
        ErrorCode::Internal,
        ErrorCode::Unavailable,
        ErrorCode::StorageFull,
    ];
    if writes {
        codes.extend([
            ErrorCode::Conflict,
            ErrorCode::TooLarge,
            ErrorCode::UnsupportedMediaType,
            ErrorCode::Invalid,
        ]);
    }
    if path.ends_with("/events") {
        codes.push(ErrorCode::Gone);
    }
    if gives_files(operation) {
        codes.push(ErrorCode::TooManyRequests);
    }
    for code in codes {
        add_error(operation, code);
    }
}

/// What is handed out as a file is counted.
fn gives_files(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == "format"))
}

fn add_error(operation: &mut Operation, code: ErrorCode) {
    let responses = &mut operation.responses.responses;
    let status = code.status().as_str().to_owned();
    responses.entry(status).or_insert_with(|| RefOr::T(error_response(code)));
}

fn error_response(code: ErrorCode) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Error"))).build();
    let response = ResponseBuilder::new()
        .description(code.status().canonical_reason().unwrap_or_default())
        .content("application/json", body);
    if !code.may_pass() {
        return response.build();
    }
    let header = HeaderBuilder::new()
        .schema(Some(Object::with_type(Type::Integer)))
        .description(Some("Seconds after which to try again"))
        .build();
    response.header("retry-after", header).build()
}
