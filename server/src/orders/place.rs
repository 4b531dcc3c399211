//! Takes an order, or a later state of one: rights, then what is known of its id, then rules, then the database.
//!
//! The order of checks is that of sales, for the same reason: what was taken once is answered whatever has changed since.

use app::units::Code;
use uuid::Uuid;

use super::content;
use super::draft::OrderDraft;
use super::items;
use super::model::{NewOrder, OrderReceipt, OrderState, StateTimes};
use super::record::check;
use super::store::{self, Standing};
use crate::customers::store::bring_up_to;
use crate::db::{Db, StoreError, Tx, Urgency};
use crate::fields::FieldProblem;
use crate::keys::Key;
use crate::sales::NewCustomer;
use crate::sales::record::Grounds;
use crate::sales::submit::Rejection;

/// Once it is made, an order moves at most this often, so nobody loses more races than that against others who move it.
const ATTEMPTS: usize = 1 + OrderState::ALL.len();

/// An order as it was delivered: readable, or not quite.
pub type Delivery = Result<OrderDraft, Unreadable>;

/// A delivery that is no draft, with what could be read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub id: Option<Uuid>,
    pub outlet: Option<Code>,
    /// At least one.
    pub problems: Vec<FieldProblem>,
}

/// What became of a delivery. Each receipt says where the order stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Recorded(OrderReceipt),
    /// It was there in an earlier state.
    Moved(OrderReceipt),
    /// It was there, in this state or a later one; nothing changed.
    Repeated(OrderReceipt),
    Rejected(Rejection),
}

/// What orders are taken with.
pub struct Desk<'a> {
    pub db: &'a Db,
    pub key: &'a Key,
    pub grounds: Grounds<'a>,
}

/// The outlet that a delivery names, if it can be read.
pub fn outlet_of(delivery: &Delivery) -> Option<&Code> {
    match delivery {
        Ok(draft) => Some(&draft.outlet),
        Err(unreadable) => unreadable.outlet.as_ref(),
    }
}

impl Desk<'_> {
    /// Records the order, or moves it on. Errors: [`StoreError`]; then sending it again is right.
    pub async fn place(&self, delivery: Delivery) -> Result<Verdict, StoreError> {
        if let Some(outlet) = outlet_of(&delivery)
            && !self.key.may_record_at_code(outlet, self.grounds.directory)
        {
            return Ok(Verdict::Rejected(Rejection::OtherOutlet(outlet.clone())));
        }
        match delivery {
            Ok(draft) => self.take(&draft).await,
            Err(Unreadable { id: Some(id), .. }) if self.find(id).await?.is_some() => {
                Ok(Verdict::Rejected(Rejection::OtherContent(id)))
            }
            Err(Unreadable { problems, .. }) => Ok(Verdict::Rejected(Rejection::Wrong(problems))),
        }
    }

    async fn take(&self, draft: &OrderDraft) -> Result<Verdict, StoreError> {
        let hash = content::hash(draft);
        for _ in 0..ATTEMPTS {
            let Some(standing) = self.find(draft.id).await? else {
                match check(draft, &self.grounds) {
                    Ok(order) => match self.insert(&order).await? {
                        Some(verdict) => return Ok(verdict),
                        None => continue,
                    },
                    Err(problems) => return Ok(Verdict::Rejected(Rejection::Wrong(problems))),
                }
            };
            if standing.content_hash != hash {
                return Ok(Verdict::Rejected(Rejection::OtherContent(draft.id)));
            }
            if draft.state <= standing.receipt.state {
                return Ok(Verdict::Repeated(standing.receipt));
            }
            if let Some(receipt) = self.advance(standing, draft.state).await? {
                return Ok(Verdict::Moved(receipt));
            }
        }
        tracing::error!(order.id = %draft.id, "the order moved more often than there are states");
        Ok(Verdict::Rejected(Rejection::Unstorable))
    }

    async fn find(&self, id: Uuid) -> Result<Option<Standing>, StoreError> {
        let mut tx = self.db.read().await?;
        let found = store::find_standing(&mut tx, id).await?;
        tx.rollback().await?;
        Ok(found)
    }

    /// `None`: somebody else has taken the id meanwhile.
    async fn insert(&self, order: &NewOrder) -> Result<Option<Verdict>, StoreError> {
        let now = self.grounds.now;
        let mut tx = self.db.write(Urgency::Foreground).await?;
        // Items by code, then the customer: in the order in which the writer of sales writes them (`sales/ingest/postgres/shared.rs`).
        // Two who made the same ones the other way round would wait for each other on Postgres.
        let items = match items::find_or_make(&mut tx, order).await? {
            Ok(items) => items,
            Err(problem) => {
                tx.rollback().await?;
                return Ok(Some(Verdict::Rejected(Rejection::Wrong(vec![problem]))));
            }
        };
        let buyer = find_buyer(&mut tx, order.customer.as_ref()).await?;
        let times = StateTimes::default().moved(order.state, now);
        let Some(row) = store::insert_order(&mut tx, order, buyer, now, times).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        store::insert_order_lines(&mut tx, row, &order.lines, &items).await?;
        tx.commit().await?;
        Ok(Some(Verdict::Recorded(OrderReceipt {
            id: order.id,
            number: order.number.clone(),
            state: order.state,
            day: order.day,
            recorded_at: now,
            times,
        })))
    }

    /// `None`: somebody else has moved it meanwhile.
    async fn advance(&self, standing: Standing, to: OrderState) -> Result<Option<OrderReceipt>, StoreError> {
        let Standing { row, receipt, .. } = standing;
        let times = receipt.times.moved(to, self.grounds.now);
        let mut tx = self.db.write(Urgency::Foreground).await?;
        if !store::update_state(&mut tx, row, receipt.state, to, times).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(OrderReceipt { state: to, times, ..receipt }))
    }
}

/// The customer's row, and whether it is a company: as sent, else as known. Whoever is identified goes by what was sent last.
async fn find_buyer(tx: &mut Tx, sent: Option<&NewCustomer>) -> Result<(Option<i64>, bool), StoreError> {
    let Some(sent) = sent else { return Ok((None, false)) };
    match sent.reference.as_deref() {
        Some(reference) => {
            bring_up_to(tx, reference, sent).await.map(|(row, is_company)| (Some(row), is_company))
        }
        None => Ok((None, sent.is_company.unwrap_or(false))),
    }
}
