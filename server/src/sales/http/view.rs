//! Sales and returns as they are read.

use app::units::{Amount, Code, Currency, Day, Quantity, UnixMs};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::Kind;
use crate::db::StoreError;
use crate::events::{CustomerFact, EntryFact};
use crate::organisation::Outlet;
use crate::sales::EntryKind;
use crate::sales::entry::{Entry, EntryCustomer};
use crate::sales::price;
use crate::sales::store::{LineRow, TenderRow};

/// A sale or return without its lines. Figures are positive for both kinds.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct EntryView {
    pub kind: Kind,
    pub id: Uuid,
    pub number: String,
    #[schema(value_type = String)]
    pub outlet: Code,
    pub till: Option<String>,
    pub till_seq: Option<i64>,
    pub cashier: Option<String>,
    pub shift: Option<String>,
    /// Of a sale: when it was sold, with the outlet's own offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub sold_at: Option<String>,
    /// Of a return: when it was returned, with the outlet's own offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub returned_at: Option<String>,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    #[schema(value_type = String, format = Date)]
    pub business_day: Day,
    #[schema(maximum = 23)]
    pub hour: u8,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub prices_include_tax: bool,
    #[schema(value_type = String)]
    pub total: Amount,
    #[schema(value_type = String)]
    pub tax: Amount,
    #[schema(value_type = String)]
    pub discount: Amount,
    #[schema(value_type = String)]
    pub rounding: Amount,
    #[schema(value_type = String)]
    pub qty: Quantity,
    /// Null when nobody was named.
    pub customer: Option<CustomerView>,
    /// Names of the first three lines, each once.
    pub items: Vec<String>,
    /// Of a sale: the one it replaces.
    pub replaces: Option<Uuid>,
    /// Of a return: the sale it belongs to.
    pub sale: Option<Uuid>,
    /// Of a return.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = Customer)]
pub struct CustomerView {
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_company: Option<bool>,
}

/// A row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerRow)]
pub struct RowView {
    #[serde(flatten)]
    pub entry: EntryView,
    /// Id of the event that tells of it.
    pub event: i64,
    pub cancelled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Line)]
pub struct LineView {
    pub item: String,
    pub name: String,
    pub category: Option<String>,
    #[schema(value_type = String)]
    pub qty: Quantity,
    pub unit_price: String,
    #[schema(value_type = String)]
    pub discount: Amount,
    #[schema(value_type = String)]
    pub tax: Amount,
    pub tax_rate: Option<String>,
    pub tax_code: Option<String>,
    #[schema(value_type = String)]
    pub total: Amount,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tender)]
pub struct TenderView {
    pub kind: String,
    #[schema(value_type = String)]
    pub amount: Amount,
    #[schema(value_type = String)]
    pub change: Amount,
    #[schema(value_type = String)]
    pub currency: Currency,
    pub rate: Option<String>,
}

impl EntryView {
    pub(super) fn of_entry(entry: &Entry, outlet: &Outlet) -> Self {
        let amount = |minor| Amount::new(minor, entry.currency);
        let at = Some(entry.at.with_offset(entry.utc_offset_min));
        let is_sale = entry.kind == EntryKind::Sale;
        Self {
            kind: entry.kind.into(),
            id: entry.id,
            number: entry.number.clone(),
            outlet: outlet.code.clone(),
            till: entry.till.clone(),
            till_seq: entry.till_seq,
            cashier: entry.cashier.clone(),
            shift: entry.shift.clone(),
            sold_at: at.clone().filter(|_| is_sale),
            returned_at: at.filter(|_| !is_sale),
            recorded_at: entry.recorded_at.to_string(),
            business_day: entry.day,
            hour: entry.hour,
            currency: entry.currency,
            prices_include_tax: entry.prices_include_tax,
            total: amount(entry.total_minor),
            tax: amount(entry.tax_minor),
            discount: amount(entry.discount_minor),
            rounding: amount(entry.rounding_minor),
            qty: entry.qty,
            customer: entry.customer.as_ref().map(CustomerView::of),
            items: entry.items.clone(),
            replaces: entry.linked.filter(|_| is_sale),
            sale: entry.linked.filter(|_| !is_sale),
            reason: entry.reason.clone(),
        }
    }

    /// What an event tells of an entry.
    #[must_use]
    pub fn of_fact(kind: EntryKind, fact: &EntryFact, outlet: Code, recorded_at: UnixMs) -> Option<Self> {
        let amount = |minor| Amount::new(minor, fact.currency);
        let at = Some(UnixMs(fact.sold_at_ms).with_offset(fact.utc_offset_min));
        let is_sale = kind == EntryKind::Sale;
        let uuid = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        Some(Self {
            kind: kind.into(),
            id: fact.id.parse().ok()?,
            number: fact.number.clone(),
            outlet,
            till: fact.till.clone(),
            till_seq: fact.till_seq,
            cashier: fact.cashier.clone(),
            shift: fact.shift.clone(),
            sold_at: at.clone().filter(|_| is_sale),
            returned_at: at.filter(|_| !is_sale),
            recorded_at: recorded_at.to_string(),
            business_day: fact.day,
            hour: fact.hour,
            currency: fact.currency,
            prices_include_tax: fact.prices_include_tax,
            total: amount(fact.gross_minor),
            tax: amount(fact.tax_minor),
            discount: amount(fact.discount_minor),
            rounding: amount(fact.rounding_minor),
            qty: fact.qty,
            customer: fact.customer.as_ref().map(CustomerView::of_fact),
            items: fact.items.clone(),
            replaces: uuid(&fact.replaces),
            sale: uuid(&fact.sale),
            reason: fact.reason.clone(),
        })
    }
}

impl RowView {
    pub(super) fn of(entry: &Entry, outlet: &Outlet) -> Self {
        Self {
            entry: EntryView::of_entry(entry, outlet),
            event: entry.event,
            cancelled: entry.cancelled.is_some(),
        }
    }
}

impl CustomerView {
    pub(crate) fn of(customer: &EntryCustomer) -> Self {
        Self {
            reference: customer.reference.clone(),
            name: customer.name.clone(),
            phone: customer.phone.clone(),
            email: customer.email.clone(),
            is_company: Some(customer.is_company),
        }
    }

    fn of_fact(customer: &CustomerFact) -> Self {
        let CustomerFact { reference, name, phone, email, is_company } = customer.clone();
        Self { reference, name, phone, email, is_company: Some(is_company) }
    }
}

impl LineView {
    pub(crate) fn of(line: LineRow, currency: Currency) -> Self {
        let amount = |minor| Amount::new(minor, currency);
        Self {
            item: line.item,
            name: line.name,
            category: line.category,
            qty: Quantity(line.qty),
            unit_price: price::written(line.unit_price, currency),
            discount: amount(line.discount),
            tax: amount(line.tax),
            tax_rate: line.tax_rate,
            tax_code: line.tax_code,
            total: amount(line.total),
        }
    }
}

impl TenderView {
    /// Errors: [`StoreError::Corrupt`] for a currency that was never taken in.
    pub(super) fn of(row: TenderRow, entry: &Entry) -> Result<Self, StoreError> {
        let currency = row.currency(entry)?;
        Ok(Self {
            kind: row.kind,
            amount: Amount::new(row.amount, currency),
            change: Amount::new(row.change, currency),
            currency,
            rate: row.rate,
        })
    }
}
