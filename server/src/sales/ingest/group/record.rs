//! Recording a sale or a return.

use std::sync::Arc;

use super::fact::fact_of;
use super::ledger::{Customer, Item, Ledger, Table};
use super::plan::{Answer, PlannedCustomer, PlannedEntry, PlannedItem, Subject};
use super::restate::Change;
use super::standing::Standing;
use super::{Group, Stop, stopped};
use crate::events::{EntryFact, EventKind};
use crate::sales::{EntryKind, NewCustomer, NewEntry, NewLine, Outcome, Refusal};
use crate::summaries::Placement;

/// The reason of the cancellation that a replacement brings with it.
const REPLACED: &str = "replaced";

impl<'a, L: Ledger> Group<'a, '_, L> {
    pub(super) fn record(&mut self, entry: &'a NewEntry) -> Result<Answer, Stop<L::Error>> {
        if let Some(first) = self.find_first_answer(entry)? {
            return Ok(first);
        }
        // Everything that may refuse the entry comes before anything that changes the plan.
        let outlet = self.circumstances.directory.outlet(entry.outlet).ok_or(Refusal::Unstorable)?;
        let found = self.find_items(entry)?;
        let sale_row = entry.sale.map(|sale| self.check_linked(entry, sale, &found)).transpose()?;
        let replaces_row = entry.replaces.map(|sale| self.check_replaced(entry, sale)).transpose()?;

        if let Some(sale) = entry.replaces {
            self.replace(sale, entry)?;
        }
        let items = self.plan_items(&entry.lines, found)?;
        let customer = entry.customer.as_ref().map(|sent| self.plan_customer(sent)).transpose()?.flatten();
        let placement = Placement {
            outlet: outlet.id,
            region: outlet.region,
            franchise: outlet.franchise,
            customer: customer.as_ref().map(|customer| customer.id),
        };
        let sent = entry.customer.as_ref().and_then(|sent| sent.is_company);
        let known = customer.is_some_and(|customer| customer.is_company);
        let is_company = sent.unwrap_or(known);
        let fact = fact_of(entry, &placement, &items, is_company);
        self.plan_entry(entry, placement, items, fact, sale_row, replaces_row)
    }

    /// The answer if the entry is there already, by this group or before it.
    fn find_first_answer(&mut self, entry: &NewEntry) -> Result<Option<Answer>, Stop<L::Error>> {
        if self.standings.contains_key(&(entry.kind.other(), entry.id)) {
            return Err(Refusal::OtherContent.into());
        }
        let planned = self.standings.get(&(entry.kind, entry.id)).and_then(Standing::planned_index);
        if let Some(index) = planned {
            return match self.plan.entries[index].entry.content_hash == entry.content_hash {
                true => Ok(Some(Answer::Recorded { entry: index, is_repeat: true })),
                false => Err(Refusal::OtherContent.into()),
            };
        }
        let Some(stored) = self.ledger.find_receipt(entry.id).map_err(stopped)? else { return Ok(None) };
        if (stored.kind, &stored.content_hash) != (entry.kind, &entry.content_hash) {
            return Err(Refusal::OtherContent.into());
        }
        Ok(Some(Answer::Known(Outcome::Repeated(stored.receipt))))
    }

    /// The item of each line; `None` where it is still to be made.
    fn find_items(&mut self, entry: &'a NewEntry) -> Result<Vec<Option<Arc<Item>>>, Stop<L::Error>> {
        let mut found = Vec::with_capacity(entry.lines.len());
        for (index, line) in entry.lines.iter().enumerate() {
            let item = match self.new_items.get(line.item.as_str()) {
                Some(item) => Some(Arc::clone(item)),
                None => self.ledger.find_item(&line.item).map_err(stopped)?,
            };
            if item.is_none() && !entry.may_create_items {
                return Err(Refusal::UnknownItem { line: index, code: line.item.clone() }.into());
            }
            found.push(item);
        }
        Ok(found)
    }

    /// Makes the items that are missing.
    fn plan_items(
        &mut self,
        lines: &'a [NewLine],
        found: Vec<Option<Arc<Item>>>,
    ) -> Result<Vec<Arc<Item>>, Stop<L::Error>> {
        let made = lines.iter().zip(found).map(|(line, item)| match item {
            Some(item) => Ok(item),
            None => self.plan_item(line),
        });
        made.collect()
    }

    fn plan_item(&mut self, line: &'a NewLine) -> Result<Arc<Item>, Stop<L::Error>> {
        if let Some(item) = self.new_items.get(line.item.as_str()) {
            return Ok(Arc::clone(item));
        }
        let item = Arc::new(Item {
            id: self.ledger.new_id(Table::Items).map_err(stopped)?,
            name: line.name.clone().unwrap_or_else(|| line.item.clone()),
            category: line.category.clone(),
        });
        self.new_items.insert(&line.item, Arc::clone(&item));
        self.plan.items.push(PlannedItem { code: &line.item, item: Arc::clone(&item) });
        Ok(item)
    }

    /// An identified customer, who is made or brought up to what was sent last.
    fn plan_customer(&mut self, sent: &'a NewCustomer) -> Result<Option<Arc<Customer>>, Stop<L::Error>> {
        let Some(reference) = sent.reference.as_deref() else { return Ok(None) };
        if let Some(&index) = self.customers.get(reference) {
            let planned = &mut self.plan.customers[index];
            planned.customer = Arc::new(brought_up_to(&planned.customer, sent));
            return Ok(Some(Arc::clone(&planned.customer)));
        }
        let customer = match self.ledger.find_customer(reference).map_err(stopped)? {
            Some(known) => {
                let newest = brought_up_to(&known, sent);
                if newest == *known {
                    return Ok(Some(known));
                }
                newest
            }
            None => {
                let id = self.ledger.new_id(Table::Customers).map_err(stopped)?;
                let nobody = Customer { id, name: None, phone: None, email: None, is_company: false };
                brought_up_to(&nobody, sent)
            }
        };
        let customer = Arc::new(customer);
        self.customers.insert(reference, self.plan.customers.len());
        self.plan.customers.push(PlannedCustomer { reference, customer: Arc::clone(&customer) });
        Ok(Some(customer))
    }

    /// Marks the sale as replaced and cancels it, if nobody has.
    fn replace(&mut self, sale: uuid::Uuid, by: &NewEntry) -> Result<(), Stop<L::Error>> {
        let key = (EntryKind::Sale, sale);
        if self.standings[&key].cancelled.is_none() {
            self.plan_cancellation(EntryKind::Sale, sale, REPLACED, by.origin)?;
        }
        if let Some(standing) = self.standings.get_mut(&key) {
            standing.is_replaced = true;
        }
        Ok(())
    }

    fn plan_entry(
        &mut self,
        entry: &'a NewEntry,
        placement: Placement,
        items: Vec<Arc<Item>>,
        fact: EntryFact,
        sale_row: Option<i64>,
        replaces_row: Option<i64>,
    ) -> Result<Answer, Stop<L::Error>> {
        let (table, event_kind) = match entry.kind {
            EntryKind::Sale => (Table::Sales, EventKind::SaleRecorded),
            EntryKind::Return => (Table::Returns, EventKind::SaleReturned),
        };
        let row = self.ledger.new_id(table).map_err(stopped)?;
        if self.circumstances.summaries {
            match entry.kind {
                EntryKind::Sale => self.plan.additions.add_sale(&placement, &fact)?,
                EntryKind::Return => self.plan.additions.add_return(&placement, &fact)?,
            }
            self.restate(Change::recorded(entry.kind, &placement, &fact, entry.origin))?;
        }
        if let Some(sale) = entry.sale.and_then(|sale| self.standings.get_mut(&(EntryKind::Sale, sale))) {
            sale.returned.count(&fact, 1);
        }
        let index = self.plan.entries.len();
        let event = self.plan_event(event_kind, entry.outlet, entry.origin, Subject::Entry(index));
        self.standings.insert((entry.kind, entry.id), Standing::planned(index));
        self.plan.entries.push(PlannedEntry {
            entry,
            row,
            event,
            placement,
            items,
            sale_row,
            replaces_row,
            fact,
        });
        Ok(Answer::Recorded { entry: index, is_repeat: false })
    }
}

/// What is known of a customer after an entry: the last that was sent wins, and what was not sent stays.
fn brought_up_to(known: &Customer, sent: &NewCustomer) -> Customer {
    let newer = |sent: &Option<String>, known: &Option<String>| sent.clone().or_else(|| known.clone());
    Customer {
        id: known.id,
        name: newer(&sent.name, &known.name),
        phone: newer(&sent.phone, &known.phone),
        email: newer(&sent.email, &known.email),
        is_company: sent.is_company.unwrap_or(known.is_company),
    }
}
