//! The measures of one currency as everybody reads them.

use app::live::Totals;
use app::units::{Amount, Currency, Quantity};

use super::DaySums;

/// What `sums` of `currency` come to: net is gross less tax, for sales as for returns.
#[must_use]
pub fn totals(currency: Currency, sums: &DaySums) -> Totals {
    let amount = |minor| Amount::new(minor, currency);
    Totals {
        currency,
        orders: sums.orders,
        gross: amount(sums.gross),
        net: amount(sums.gross - sums.tax),
        tax: amount(sums.tax),
        discount: amount(sums.discount),
        qty: Quantity(sums.qty),
        returns: sums.returns,
        returned: amount(sums.returned),
        returned_net: amount(sums.returned - sums.returned_tax),
        returned_tax: amount(sums.returned_tax),
        returned_qty: Quantity(sums.returned_qty),
        cancelled: sums.cancelled,
        cancelled_amount: amount(sums.cancelled_amount),
    }
}
