//! What a sale or return may do to the sale it names.

use std::collections::HashMap;
use std::sync::Arc;

use app::units::{Quantity, Scope};
use uuid::Uuid;

use super::ledger::{Item, Ledger, Returned};
use super::{Group, Stop};
use crate::events::EntryFact;
use crate::keys::model::covers;
use crate::organisation::OutletId;
use crate::sales::{EntryKind, NewEntry, NewLine, Refusal};

impl<'a, L: Ledger> Group<'a, '_, L> {
    /// The row of the sale that `entry`, a sale, replaces. One outside the sender's reach is as unknown as one that is not
    /// there.
    pub(super) fn check_replaced(&mut self, entry: &NewEntry, sale: Uuid) -> Result<i64, Stop<L::Error>> {
        if !self.load(EntryKind::Sale, sale)? {
            return Err(Refusal::UnknownSale.into());
        }
        let standing = &self.standings[&(EntryKind::Sale, sale)];
        let placement = standing.view(&self.plan).placement;
        if !self.reaches(&entry.reach, placement.outlet) {
            return Err(Refusal::UnknownSale.into());
        }
        if standing.is_replaced {
            return Err(Refusal::SaleReplaced.into());
        }
        if standing.returned.returns > 0 {
            return Err(Refusal::HasReturns.into());
        }
        Ok(standing.view(&self.plan).row)
    }

    fn reaches(&self, reach: &Scope, outlet: OutletId) -> bool {
        let directory = self.circumstances.directory;
        let place = directory.outlet(outlet).map(|outlet| Scope::Outlet(outlet.code.clone()));
        place.is_some_and(|place| covers(reach, &place, directory))
    }

    /// The row of the sale that `entry`, a return, belongs to. `items` are those of its lines, as far as they exist.
    ///
    /// Any outlet may take back what another has sold, but a refusal tells the figures of that sale only to a sender who
    /// may know them.
    pub(super) fn check_linked(
        &mut self,
        entry: &'a NewEntry,
        sale: Uuid,
        items: &[Option<Arc<Item>>],
    ) -> Result<i64, Stop<L::Error>> {
        if !self.load(EntryKind::Sale, sale)? {
            return Err(Refusal::UnknownSale.into());
        }
        let standing = &self.standings[&(EntryKind::Sale, sale)];
        if standing.cancelled.is_some() {
            return Err(Refusal::SaleCancelled.into());
        }
        let view = standing.view(&self.plan);
        check_figures(entry, items, view.fact, &standing.returned).map_err(|refusal| {
            if self.reaches(&entry.reach, view.placement.outlet) { refusal } else { Refusal::OtherFigures }
        })?;
        Ok(view.row)
    }
}

/// `entry` brings back no more than is left of the sale `sold`, in its currency.
fn check_figures(
    entry: &NewEntry,
    items: &[Option<Arc<Item>>],
    sold: &EntryFact,
    returned: &Returned,
) -> Result<(), Refusal> {
    if sold.currency != entry.currency {
        return Err(Refusal::OtherCurrency { got: entry.currency, want: sold.currency });
    }
    let sold_qty = |item: i64| sold.item_sums.iter().find(|sum| sum.item == item).map_or(0, |sum| sum.qty);
    let returned_qty = |item: i64| returned.qty_by_item.get(&item).copied().unwrap_or_default();
    check_quantities(&entry.lines, items, sold_qty, returned_qty)?;
    let returned_minor = returned.total_minor.saturating_add(entry.total_minor);
    if returned_minor > sold.gross_minor {
        return Err(Refusal::MoreThanPaid { returned_minor, total_minor: sold.gross_minor });
    }
    Ok(())
}

/// Per item, what is returned now and was before is at most what was sold. Thousandths.
fn check_quantities(
    lines: &[NewLine],
    items: &[Option<Arc<Item>>],
    sold: impl Fn(i64) -> i64,
    before: impl Fn(i64) -> i64,
) -> Result<(), Refusal> {
    let mut returned: HashMap<&str, i64> = HashMap::new();
    for (index, (line, item)) in lines.iter().zip(items).enumerate() {
        let (sold, before) = item.as_ref().map_or((0, 0), |item| (sold(item.id), before(item.id)));
        let returned = returned.entry(&line.item).or_insert(before);
        *returned = returned.saturating_add(line.qty.0);
        if *returned > sold {
            return Err(Refusal::MoreThanSold {
                line: index,
                code: line.item.clone(),
                returned: Quantity(*returned),
                sold: Quantity(sold),
            });
        }
    }
    Ok(())
}
