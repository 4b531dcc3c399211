//! The shape of what tills send, for the OpenAPI document. What is read is read by [`super::body`], which takes numbers
//! in either spelling and tells all that is missing at once; a test holds the two together.

use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// A number as a string or as a JSON number, never rounded.
pub(crate) struct Decimal;

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        let description = "Up to 15 digits with up to 6 decimals; a JSON number is read by its literal text.";
        text_or_number(r"^-?\d{1,15}(\.\d{1,6})?$", "252.00", description)
    }
}

impl ToSchema for Decimal {}

/// As [`Decimal`], with the decimals of a rate between currencies.
pub(crate) struct Rate;

impl PartialSchema for Rate {
    fn schema() -> RefOr<Schema> {
        let description = "Above 0, with up to 12 decimals; a JSON number is read by its literal text.";
        text_or_number(r"^\d{1,15}(\.\d{1,12})?$", "0.011976047904", description)
    }
}

impl ToSchema for Rate {}

/// A number in either spelling: a string of the form `pattern`, or a JSON number.
fn text_or_number(pattern: &str, example: &str, description: &str) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).examples([example]);
    let number = ObjectBuilder::new().schema_type(Type::Number);
    OneOfBuilder::new().item(text).item(number).description(Some(description)).into()
}

/// A text without control characters; space around it is cut off, and an empty one is the same as none.
pub(crate) struct ShortText;

impl PartialSchema for ShortText {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^[^\x00-\x1f\x7f-\x9f]{0,200}$")).into()
    }
}

impl ToSchema for ShortText {}

/// The same, not empty.
pub(crate) struct RequiredText;

impl PartialSchema for RequiredText {
    fn schema() -> RefOr<Schema> {
        let pattern = r"^[^\x00-\x1f\x7f-\x9f]{0,199}[^\x00-\x1f\x7f-\x9f\s]$";
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).examples(["MG-000123"]).into()
    }
}

impl ToSchema for RequiredText {}

/// A completed sale. Amounts have at most the currency's decimals.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewSale {
    /// Made by the sender: the same sale sent again has the same id.
    id: Uuid,
    /// The receipt's number; not unique.
    number: RequiredText,
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", examples("mg-road"))]
    outlet: String,
    till: Option<ShortText>,
    #[schema(minimum = 0)]
    till_seq: Option<i64>,
    cashier: Option<ShortText>,
    shift: Option<ShortText>,
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
    /// How it was paid; together worth the total, so that an empty list goes with a total of 0 only. Not known when absent.
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
    number: RequiredText,
    #[schema(pattern = "^[a-z0-9][a-z0-9-]{0,63}$", examples("mg-road"))]
    outlet: String,
    till: Option<ShortText>,
    #[schema(minimum = 0)]
    till_seq: Option<i64>,
    cashier: Option<ShortText>,
    shift: Option<ShortText>,
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
    /// How it was paid back; together worth the total, so that an empty list goes with a total of 0 only. Not known when
    /// absent.
    #[schema(max_items = 100)]
    tender: Option<Vec<NewTender>>,
    /// The sale it belongs to: no more can be returned than was sold and paid.
    sale: Option<Uuid>,
    reason: RequiredText,
}

/// Who bought. Identified by `ref`, else by a phone in E.164.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewCustomer {
    #[schema(rename = "ref")]
    reference: Option<ShortText>,
    name: Option<ShortText>,
    phone: Option<ShortText>,
    email: Option<ShortText>,
    is_company: Option<bool>,
}

/// Tax added: total = quantity × unit price − discount + tax. Tax included: total = quantity × unit price − discount.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewLine {
    #[schema(min_length = 1, max_length = 64)]
    item: String,
    /// The item's own name, else its code, when absent.
    name: Option<ShortText>,
    category: Option<ShortText>,
    /// More than 0, at most 1 000 000, up to 3 decimals.
    qty: Decimal,
    /// From 0 to below 1 000 000 000, up to 6 decimals.
    unit_price: Decimal,
    discount: Option<Decimal>,
    tax: Option<Decimal>,
    /// Per cent.
    tax_rate: Option<Decimal>,
    tax_code: Option<ShortText>,
    total: Decimal,
}

/// A row of how it was paid, worth (amount − change) × rate.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewTender {
    kind: RequiredText,
    amount: Decimal,
    change: Option<Decimal>,
    /// The entry's own when absent.
    currency: Option<String>,
    /// Units of the entry's currency for one of this row's; exactly when the two differ.
    rate: Option<Rate>,
}

/// Sales and returns together: at most 1 000, at most 4 MiB.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewBatch {
    sales: Vec<NewSale>,
    returns: Option<Vec<NewReturn>>,
}

/// Returns alone: at most 1 000, at most 4 MiB.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewReturnBatch {
    returns: Vec<NewReturn>,
}

/// One sale, or a batch.
pub(crate) struct Delivery;

impl PartialSchema for Delivery {
    fn schema() -> RefOr<Schema> {
        any_of(&["NewSale", "NewBatch", "NewReturnBatch"])
    }
}

impl ToSchema for Delivery {
    fn schemas(found: &mut Vec<(String, RefOr<Schema>)>) {
        add_schema::<NewSale>(found);
        add_schema::<NewBatch>(found);
        add_schema::<NewReturnBatch>(found);
    }
}

/// What fits at least one of the named schemas. The derived `oneOf` would forbid that it fits two.
pub(crate) fn any_of(names: &[&str]) -> RefOr<Schema> {
    let schemas =
        names.iter().fold(AnyOfBuilder::new(), |schemas, name| schemas.item(Ref::from_schema_name(*name)));
    schemas.into()
}

/// Adds the schema of `T` and those it refers to.
pub(crate) fn add_schema<T: ToSchema>(found: &mut Vec<(String, RefOr<Schema>)>) {
    found.push((T::name().into_owned(), T::schema()));
    T::schemas(found);
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) struct NewCancellation {
    reason: RequiredText,
}

/// `POST /api/v1/sales` answers a single sale with its receipt and a batch with a receipt for each entry.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it exists for its schema")]
pub(crate) enum DeliveryAnswer {
    Sale(super::answer::ReceiptAnswer),
    Batch(super::answer::BatchAnswer),
}
