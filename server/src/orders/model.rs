//! The states of an order, and an order that obeys every rule.

use std::fmt;

use app::units::{Currency, Day, UnixMs};
use uuid::Uuid;

use crate::organisation::{Membership, OutletId};
use crate::sales::{NewCustomer, NewLine};

/// How far an order has come, in the only direction in which it moves.
///
/// Cancelled comes last: whatever a late message says of a cancelled order, it stays cancelled. A quote of which nobody heard that it
/// was confirmed before it was cancelled counts as no order, since nobody can tell a late confirmation from a mistaken one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderState {
    Draft,
    Sent,
    /// From here on it counts as an order.
    Confirmed,
    Done,
    Cancelled,
}

/// When each state was learned of; `None` for one that the order was never in, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateTimes {
    pub sent_at: Option<UnixMs>,
    /// `Some` exactly for what is or was an order.
    pub confirmed_at: Option<UnixMs>,
    pub done_at: Option<UnixMs>,
    pub cancelled_at: Option<UnixMs>,
}

/// An order that obeys every rule that can be checked without the database. Amounts are minor units of `currency`.
#[derive(Clone, Debug, PartialEq)]
pub struct NewOrder {
    pub id: Uuid,
    /// SHA-256 over the content, hexadecimal; see `orders::content`.
    pub content_hash: String,
    pub number: String,
    pub outlet: OutletId,
    /// Where the outlet stands.
    pub membership: Membership,
    pub state: OrderState,
    pub created_at: UnixMs,
    /// Offset of the outlet's own zone at `created_at`, minutes east of UTC.
    pub utc_offset_min: i32,
    /// The outlet's business day of `created_at`.
    pub day: Day,
    pub delivery_day: Option<Day>,
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub customer: Option<NewCustomer>,
    /// 1–5 000.
    pub lines: Vec<NewLine>,
    pub discount_minor: i64,
    pub tax_minor: i64,
    pub rounding_minor: i64,
    pub total_minor: i64,
    /// Whether unknown items may be made under their code.
    pub may_create_items: bool,
}

/// The answer to an order: where it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderReceipt {
    pub id: Uuid,
    pub number: String,
    pub state: OrderState,
    pub day: Day,
    pub recorded_at: UnixMs,
    pub times: StateTimes,
}

impl OrderState {
    pub const ALL: [Self; 5] = [Self::Draft, Self::Sent, Self::Confirmed, Self::Done, Self::Cancelled];

    /// As it is sent and stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl StateTimes {
    /// The times once the order is known at `at` to have come to `state`. What is done was confirmed, at the latest by then.
    #[must_use]
    pub fn moved(mut self, state: OrderState, at: UnixMs) -> Self {
        match state {
            OrderState::Draft => {}
            OrderState::Sent => self.sent_at = Some(at),
            OrderState::Confirmed => self.confirmed_at = Some(at),
            OrderState::Done => {
                self.confirmed_at = self.confirmed_at.or(Some(at));
                self.done_at = Some(at);
            }
            OrderState::Cancelled => self.cancelled_at = Some(at),
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::from_name(state.name()), Some(state));
        }
        assert_eq!(OrderState::from_name("Draft"), None);
    }

    #[test]
    fn a_state_that_was_skipped_has_no_time_but_what_is_done_was_confirmed() {
        let (first, later) = (UnixMs(1_000), UnixMs(2_000));
        let done = StateTimes::default().moved(OrderState::Done, first);
        let expected =
            StateTimes { confirmed_at: Some(first), done_at: Some(first), ..StateTimes::default() };
        assert_eq!(done, expected);
        let cancelled = done.moved(OrderState::Cancelled, later);
        assert_eq!(cancelled, StateTimes { cancelled_at: Some(later), ..expected });
        let confirmed = StateTimes::default().moved(OrderState::Confirmed, first);
        assert_eq!(confirmed.moved(OrderState::Done, later).confirmed_at, Some(first));
        let never = StateTimes::default().moved(OrderState::Cancelled, first);
        assert_eq!(never.confirmed_at, None);
    }
}
