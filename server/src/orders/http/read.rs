//! From the JSON of an order to its draft, with every field that is wrong. Fields that sales have as well are read as theirs.

use serde::Deserialize;

use crate::fields::FieldProblem;
use crate::json::{Bounded, Literal, Object};
use crate::orders::OrderState;
use crate::orders::draft::OrderDraft;
use crate::orders::place::{Delivery, Unreadable};
use crate::sales::MOST_LINES;
use crate::sales::http::body::{CustomerBody, LineBody};
use crate::sales::http::read::Reader;
use crate::sales::http::values::{self, Wrong};

/// An order as it travels in: every field optional, so that all that is missing can be told at once.
#[derive(Debug, Deserialize)]
pub(super) struct OrderBody {
    id: Option<String>,
    number: Option<String>,
    outlet: Option<String>,
    state: Option<String>,
    created_at: Option<String>,
    delivery_date: Option<String>,
    currency: Option<String>,
    prices_include_tax: Option<bool>,
    customer: Option<Object<CustomerBody>>,
    lines: Option<Bounded<Object<LineBody>, MOST_LINES>>,
    discount: Option<Literal>,
    tax: Option<Literal>,
    rounding: Option<Literal>,
    total: Option<Literal>,
}

/// Reads every field of `body`.
pub(super) fn order(mut body: OrderBody) -> Delivery {
    let mut reader = Reader::default();
    let id = reader.required("id", body.id.take(), values::uuid);
    let outlet = reader.required("outlet", body.outlet.take(), values::code);
    let number = reader.required("number", body.number, values::text);
    let state = reader.required("state", body.state, state);
    let created_at = reader.required("created_at", body.created_at, values::instant);
    let delivery_day = reader.optional("delivery_date", body.delivery_date, day);
    let currency = reader.required("currency", body.currency, values::currency);
    let total = reader.required("total", body.total, values::number);
    let lines = reader.lines(body.lines);
    let discount = reader.optional("discount", body.discount, values::number);
    let tax = reader.optional("tax", body.tax, values::number);
    let rounding = reader.optional("rounding", body.rounding, values::number);
    let customer = body.customer.and_then(|Object(customer)| reader.customer(customer));
    let problems: Vec<FieldProblem> = reader.0.into_vec();
    let draft = || {
        Some(OrderDraft {
            id: id?,
            number: number?,
            outlet: outlet.clone()?,
            state: state?,
            created_at: created_at?,
            delivery_day,
            currency: currency?,
            prices_include_tax: body.prices_include_tax,
            customer,
            lines: lines?,
            discount,
            tax,
            rounding,
            total: total?,
        })
    };
    match problems.as_slice() {
        [] => draft().ok_or(Unreadable { id, outlet, problems }),
        _ => Err(Unreadable { id, outlet, problems }),
    }
}

fn state(sent: &str) -> Result<Option<OrderState>, Wrong> {
    let name = sent.trim();
    let wrong = || Wrong::new("is no state", name, OrderState::ALL.map(OrderState::name).join(", "));
    match name {
        "" => Ok(None),
        name => OrderState::from_name(&name.to_ascii_lowercase()).map(Some).ok_or_else(wrong),
    }
}

fn day(sent: &str) -> Result<Option<app::units::Day>, Wrong> {
    values::parsed(sent.trim(), "is not a date", "a date such as 2026-11-20")
}
