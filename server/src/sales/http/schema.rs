//! The shape of what tills send, for the OpenAPI document. What is read is read by [`super::body`], which takes numbers
//! in either spelling and tells all that is missing at once; a test holds the two together.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// A number as a string or as a JSON number, never rounded.
pub(crate) struct Decimal;

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^-?\d{1,15}(\.\d{1,6})?$"))
            .examples(["252.00"]);
        let number = ObjectBuilder::new().schema_type(Type::Number);
        let description = "Up to 15 digits with up to 6 decimals; a JSON number is read by its literal text.";
        OneOfBuilder::new().item(text).item(number).description(Some(description)).into()
    }
}

impl ToSchema for Decimal {}

/// A completed sale. Amounts have at most the currency's decimals.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewSale {
    /// Made by the sender: the same sale sent again has the same id.
    id: Uuid,
    /// The receipt's number; not unique.
    #[schema(min_length = 1, max_length = 200)]
    number: String,
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", examples("mg-road"))]
    outlet: String,
    till: Option<String>,
    #[schema(minimum = 0)]
    till_seq: Option<i64>,
    cashier: Option<String>,
    shift: Option<String>,
    /// RFC 3339, from 2000-01-01 on, at most 10 minutes ahead of the server's clock.
    #[schema(format = DateTime)]
    sold_at: String,
    /// ISO 4217.
    #[schema(examples("INR"))]
    currency: String,
    /// Whether line totals contain their tax (true) or it is added to them (false, when absent).
    prices_include_tax: Option<bool>,
    customer: Option<NewCustomer>,
    #[schema(min_items = 1, max_items = 5000)]
    lines: Vec<NewLine>,
    /// Σ of the lines' discounts; computed when absent.
    discount: Option<Decimal>,
    /// Σ of the lines' taxes; computed when absent.
    tax: Option<Decimal>,
    /// Cash rounding, at most 10 000 minor units either way; 0 when absent.
    rounding: Option<Decimal>,
    /// Σ of the lines' totals + rounding.
    total: Decimal,
    /// How it was paid; together worth the total.
    #[schema(max_items = 100)]
    tender: Option<Vec<NewTender>>,
    /// The sale that this one takes the place of, which is cancelled by it.
    replaces: Option<Uuid>,
}

/// Something that was brought back. Figures are positive, as in a sale.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewReturn {
    /// Made by the sender: the same return sent again has the same id.
    id: Uuid,
    #[schema(min_length = 1, max_length = 200)]
    number: String,
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", examples("mg-road"))]
    outlet: String,
    till: Option<String>,
    #[schema(minimum = 0)]
    till_seq: Option<i64>,
    cashier: Option<String>,
    shift: Option<String>,
    #[schema(format = DateTime)]
    returned_at: String,
    #[schema(examples("INR"))]
    currency: String,
    prices_include_tax: Option<bool>,
    customer: Option<NewCustomer>,
    #[schema(min_items = 1, max_items = 5000)]
    lines: Vec<NewLine>,
    discount: Option<Decimal>,
    tax: Option<Decimal>,
    rounding: Option<Decimal>,
    total: Decimal,
    #[schema(max_items = 100)]
    tender: Option<Vec<NewTender>>,
    /// The sale it belongs to: no more can be returned than was sold and paid.
    sale: Option<Uuid>,
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// Who bought. Identified by `ref`, else by a phone in E.164.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewCustomer {
    #[schema(rename = "ref")]
    reference: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    is_company: Option<bool>,
}

/// Tax added: total = quantity × unit price − discount + tax. Tax included: total = quantity × unit price − discount.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewLine {
    #[schema(min_length = 1, max_length = 64)]
    item: String,
    /// The item's own name, else its code, when absent.
    name: Option<String>,
    category: Option<String>,
    /// More than 0, at most 1 000 000, up to 3 decimals.
    qty: Decimal,
    /// From 0 to below 1 000 000 000, up to 6 decimals.
    unit_price: Decimal,
    discount: Option<Decimal>,
    tax: Option<Decimal>,
    /// Per cent.
    tax_rate: Option<Decimal>,
    tax_code: Option<String>,
    total: Decimal,
}

/// A row of how it was paid, worth (amount − change) × rate.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewTender {
    kind: String,
    amount: Decimal,
    change: Option<Decimal>,
    /// The entry's own when absent.
    currency: Option<String>,
    /// Units of the entry's currency for one of this row's, up to 12 decimals; exactly when the two differ.
    rate: Option<Decimal>,
}

/// Sales and returns together: at most 1 000, at most 4 MiB.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewBatch {
    sales: Option<Vec<NewSale>>,
    returns: Option<Vec<NewReturn>>,
}

/// One sale, or a batch.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum Delivery {
    Sale(Box<NewSale>),
    Batch(NewBatch),
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewCancellation {
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// `POST /api/v1/sales` answers a single sale with its receipt and a batch with a receipt for each entry.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum DeliveryAnswer {
    Sale(super::answer::ReceiptAnswer),
    Batch(super::answer::BatchAnswer),
}
