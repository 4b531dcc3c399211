//! An order as the database holds it.

use app::units::{Currency, Day, UnixMs};
use sqlx::FromRow;
use uuid::Uuid;

use super::model::{OrderState, StateTimes};
use super::store::TimesColumns;
use crate::db::StoreError;
use crate::organisation::{Membership, OutletId, ScopeId};
use crate::sales::entry::EntryCustomer;

/// An order without its lines. Figures are minor units of `currency`.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Row id, by which its lines are found.
    pub row: i64,
    pub id: Uuid,
    pub number: String,
    pub outlet: OutletId,
    /// Where the outlet belonged when it was recorded.
    pub membership: Membership,
    pub state: OrderState,
    pub times: StateTimes,
    pub created_at: UnixMs,
    pub utc_offset_min: i32,
    pub day: Day,
    pub delivery_day: Option<Day>,
    pub recorded_at: UnixMs,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub customer: Option<EntryCustomer>,
    pub total_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub rounding_minor: i64,
}

#[derive(FromRow)]
pub(super) struct OrderRow {
    id: i64,
    uid: String,
    number: String,
    outlet_id: i64,
    region_id: i64,
    franchise_id: i64,
    state: String,
    #[sqlx(flatten)]
    times: TimesColumns,
    created_at: i64,
    utc_offset_min: i64,
    day: i64,
    delivery_day: Option<i64>,
    recorded_at: i64,
    currency: String,
    prices_include_tax: bool,
    customer_ref: Option<String>,
    customer_name: Option<String>,
    customer_phone: Option<String>,
    customer_email: Option<String>,
    is_company: bool,
    total: i64,
    tax: i64,
    discount: i64,
    rounding: i64,
}

impl OrderRow {
    pub(super) fn into_order(self) -> Result<Order, StoreError> {
        let row = self.id;
        let corrupt = |column| StoreError::Corrupt { table: "sales_orders", column, id: row };
        let day = |day: i64, column| i32::try_from(day).map(Day).map_err(|_| corrupt(column));
        let customer = EntryCustomer {
            reference: self.customer_ref,
            name: self.customer_name,
            phone: self.customer_phone,
            email: self.customer_email,
            is_company: self.is_company,
        };
        Ok(Order {
            row,
            id: self.uid.parse().map_err(|_| corrupt("uid"))?,
            number: self.number,
            outlet: OutletId(self.outlet_id),
            membership: Membership { region: ScopeId(self.region_id), franchise: ScopeId(self.franchise_id) },
            state: OrderState::from_name(&self.state).ok_or_else(|| corrupt("state"))?,
            times: self.times.into(),
            created_at: UnixMs(self.created_at),
            utc_offset_min: i32::try_from(self.utc_offset_min).map_err(|_| corrupt("utc_offset_min"))?,
            day: day(self.day, "day")?,
            delivery_day: self.delivery_day.map(|on| day(on, "delivery_day")).transpose()?,
            recorded_at: UnixMs(self.recorded_at),
            currency: self.currency.parse().map_err(|_| corrupt("currency"))?,
            prices_include_tax: self.prices_include_tax,
            customer: customer.is_known().then_some(customer),
            total_minor: self.total,
            tax_minor: self.tax,
            discount_minor: self.discount,
            rounding_minor: self.rounding,
        })
    }
}
