//! One business day of one outlet, as it might have been.

use app::units::{Day, UnixMs};
use chrono::{NaiveDateTime, TimeDelta, TimeZone};

use super::chance::Chance;
use super::demand::{self, Slot};
use super::shop::Shop;
use crate::organisation::Outlet;
use crate::sales::draft::EntryDraft;

/// Of 1 000 sales: with something brought back, and cancelled.
const RETURNED: u64 = 12;
const CANCELLED: u64 = 6;

/// A fact of a generated day.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Entry(Box<EntryDraft>),
    /// The sale with this id was rung up wrong.
    Cancellation(uuid::Uuid),
}

/// The facts of `day` at `shop` up to `until`, each with its time and in the order of time: as many as such an outlet sells.
///
/// The same seed gives the same facts with the same ids; another `until` only cuts them off elsewhere.
#[must_use]
pub fn facts(shop: &Shop, day: Day, until: UnixMs, seed: u64) -> Vec<(UnixMs, Fact)> {
    let mut chance = chance_of(shop, day, seed);
    let mut facts = Vec::new();
    for slot in demand::slots(&shop.outlet, day) {
        // Between three quarters and five quarters of what is to be expected: no two days are alike.
        let orders = chance.below(500) + 750;
        for _ in 0..chance.rounded(slot.orders_milli * orders / 1_000) {
            let at = some_time(&slot, &shop.outlet, &mut chance);
            visit(shop, at, &mut chance, &mut facts);
        }
    }
    ended(facts, until)
}

/// As [`facts`], with `sales` sales, none of them after `until`; none at all where [`demand_until`] is 0.
#[must_use]
pub fn facts_of(shop: &Shop, day: Day, until: UnixMs, seed: u64, sales: u64) -> Vec<(UnixMs, Fact)> {
    let mut chance = chance_of(shop, day, seed);
    let slots = slots_until(shop, day, until);
    let mut facts = Vec::new();
    for _ in 0..sales {
        let Some(slot) = chance.weighted(slots.iter().map(|slot| slot.orders_milli)) else { break };
        let at = some_time(&slots[slot], &shop.outlet, &mut chance).min(until);
        visit(shop, at, &mut chance, &mut facts);
    }
    ended(facts, until)
}

/// Orders to expect at `shop` on `day`, in thousandths, in the hours that are over at `until`.
#[must_use]
pub fn demand_until(shop: &Shop, day: Day, until: UnixMs) -> u64 {
    slots_until(shop, day, until).iter().map(|slot| slot.orders_milli).sum()
}

fn chance_of(shop: &Shop, day: Day, seed: u64) -> Chance {
    Chance::of(seed, &["day", shop.outlet.code.as_str(), &day.to_string()])
}

fn slots_until(shop: &Shop, day: Day, until: UnixMs) -> Vec<Slot> {
    let mut slots = demand::slots(&shop.outlet, day);
    slots.retain(|slot| moment(slot.begins + TimeDelta::minutes(slot.minutes.into()), &shop.outlet) <= until);
    slots
}

fn some_time(slot: &Slot, outlet: &Outlet, chance: &mut Chance) -> UnixMs {
    let second = i64::try_from(chance.below(u64::from(slot.minutes) * 60)).unwrap_or_default();
    moment(slot.begins + TimeDelta::seconds(second), outlet)
}

/// A minute that the clock skips is the one an hour later.
fn moment(wall: NaiveDateTime, outlet: &Outlet) -> UnixMs {
    let at = |wall: NaiveDateTime| outlet.time_zone.from_local_datetime(&wall).earliest();
    let moment = at(wall).or_else(|| at(wall + TimeDelta::hours(1)));
    UnixMs(moment.map_or_else(|| wall.and_utc().timestamp_millis(), |moment| moment.timestamp_millis()))
}

fn ended(mut facts: Vec<(UnixMs, Fact)>, until: UnixMs) -> Vec<(UnixMs, Fact)> {
    facts.retain(|(at, _)| *at <= until);
    facts.sort_by_key(|(at, _)| *at);
    facts
}

/// A sale and what comes of it.
fn visit(shop: &Shop, at: UnixMs, chance: &mut Chance, facts: &mut Vec<(UnixMs, Fact)>) {
    let sale = shop.sale(at, chance);
    let id = sale.id;
    let later =
        |chance: &mut Chance| UnixMs(at.0 + 60_000 * i64::try_from(2 + chance.below(25)).unwrap_or_default());
    if chance.permille(RETURNED) {
        let later = later(chance);
        facts.extend(shop.return_of(&sale, later, chance).map(|back| (later, Fact::Entry(Box::new(back)))));
    } else if chance.permille(CANCELLED) {
        facts.push((later(chance), Fact::Cancellation(id)));
    }
    facts.push((at, Fact::Entry(Box::new(sale))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::outlet;
    use crate::organisation::{business_day, demo};

    #[test]
    fn a_day_repeats_itself_and_only_its_end_moves() {
        let shop = Shop::new(outlet("mg-road", "INR"), &demo::catalogue());
        let day: Day = "2026-11-20".parse().unwrap();
        let noon = UnixMs(business_day::day_begins_at(day, &shop.outlet).0 + 14 * 3_600_000);
        let whole = facts(&shop, day, UnixMs(i64::MAX), 1);
        let half = facts(&shop, day, noon, 1);
        assert!(half.len() > 20 && half.len() < whole.len(), "{} {}", half.len(), whole.len());
        assert_eq!(half[..], whole[..half.len()]);
        assert!(whole.iter().all(|(at, _)| business_day::place(*at, &shop.outlet).day == day));
        assert_ne!(whole, facts(&shop, day, UnixMs(i64::MAX), 2));
    }

    #[test]
    fn a_day_has_as_many_sales_as_are_asked_for() {
        let shop = Shop::new(outlet("mg-road", "INR"), &demo::catalogue());
        let day: Day = "2026-11-20".parse().unwrap();
        let noon = UnixMs(business_day::day_begins_at(day, &shop.outlet).0 + 14 * 3_600_000);
        for until in [noon, UnixMs(i64::MAX)] {
            let facts = facts_of(&shop, day, until, 1, 300);
            let is_sale = |fact: &Fact| matches!(fact, Fact::Entry(draft) if draft.kind == crate::sales::EntryKind::Sale);
            assert_eq!(facts.iter().filter(|(_, fact)| is_sale(fact)).count(), 300);
            assert!(facts.iter().all(|(at, _)| *at <= until));
        }
        let dawn = business_day::day_begins_at(day, &shop.outlet);
        assert_eq!(demand_until(&shop, day, dawn), 0);
        assert_eq!(facts_of(&shop, day, dawn, 1, 300), []);
    }

    #[test]
    fn returns_and_cancellations_follow_their_sales() {
        let shop = Shop::new(outlet("mg-road", "INR"), &demo::catalogue());
        let mut sold = std::collections::HashSet::new();
        let mut others = 0;
        for day in 0..10 {
            for (_, fact) in facts(&shop, Day(20_000 + day), UnixMs(i64::MAX), 1) {
                match fact {
                    Fact::Entry(draft) if draft.sale.is_none() => assert!(sold.insert(draft.id)),
                    Fact::Entry(draft) => {
                        assert!(draft.sale.is_some_and(|sale| sold.contains(&sale)));
                        others += 1;
                    }
                    Fact::Cancellation(sale) => {
                        assert!(sold.contains(&sale));
                        others += 1;
                    }
                }
            }
        }
        assert!(sold.len() > 1_000 && others > 10, "{} {others}", sold.len());
    }
}
