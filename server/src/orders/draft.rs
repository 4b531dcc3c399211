//! What was sent, parsed and normalised, and nothing else: as `sales::draft` for sales.

use app::units::{Code, Currency, Day, UnixMs};
use uuid::Uuid;

use super::model::OrderState;
use crate::sales::draft::{CustomerDraft, FiguresDraft, LineDraft};
use crate::sales::exact::Number;
use crate::sales::text::Text;

/// An order as its sender describes it. All but `state` is its content, which must not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderDraft {
    /// Made by the sender.
    pub id: Uuid,
    pub number: Text,
    pub outlet: Code,
    pub state: OrderState,
    pub created_at: UnixMs,
    pub delivery_day: Option<Day>,
    pub currency: Currency,
    pub prices_include_tax: Option<bool>,
    pub customer: Option<CustomerDraft>,
    pub lines: Vec<LineDraft>,
    /// Σ of the lines' when absent.
    pub discount: Option<Number>,
    /// Σ of the lines' when absent.
    pub tax: Option<Number>,
    /// Zero when absent.
    pub rounding: Option<Number>,
    pub total: Number,
}

impl OrderDraft {
    pub(super) fn figures(&self) -> FiguresDraft<'_> {
        FiguresDraft {
            currency: self.currency,
            prices_include_tax: self.prices_include_tax.unwrap_or(false),
            lines: &self.lines,
            discount: self.discount,
            tax: self.tax,
            rounding: self.rounding,
            total: self.total,
            tender: None,
        }
    }
}
