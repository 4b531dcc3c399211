//! How much an outlet sells, and when: by its own clock, its opening hours and the day of the week.

use app::units::{Day, UnixMs};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::chance::Chance;
use crate::organisation::opening_hours::{OpeningHours, Span};
use crate::organisation::{Outlet, business_day};

/// Orders of an outlet of middling size on a middling day.
const ORDERS_A_DAY: u64 = 240;
/// Ice cream over a day, hour by hour from midnight: after lunch, after school, and after dinner most of all.
const CURVE: [u64; 24] =
    [30, 15, 8, 2, 1, 1, 1, 1, 2, 6, 14, 24, 40, 52, 58, 72, 84, 80, 66, 70, 88, 100, 84, 56];
/// Σ of the curve over the hours most outlets are open, 10–22.
const CURVE_TOTAL: u64 = 832;
/// Per cent, Monday to Sunday.
const WEEK: [u64; 7] = [78, 80, 86, 92, 112, 146, 134];
/// Hours of outlets that do not tell theirs.
const USUAL_HOURS: Span = Span { opens_min: 10 * 60, closes_min: 22 * 60 };
const MINUTES_A_DAY: i64 = 24 * 60;

/// A part of a business day within one hour of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub begins: NaiveDateTime,
    /// 1–60.
    pub minutes: u32,
    /// Orders to expect in it, in thousandths.
    pub orders_milli: u64,
}

/// The slots of an outlet's business day, from opening to closing; none on a day of rest.
#[must_use]
pub fn slots(outlet: &Outlet, day: Day) -> Vec<Slot> {
    let weekday = day.weekday_from_monday();
    let Some(Span { opens_min, closes_min }) = hours_on(outlet, weekday) else { return Vec::new() };
    let cutoff = i64::from(outlet.cutoff_min);
    let opens = i64::from(opens_min).max(cutoff);
    let closes = i64::from(closes_min).min(cutoff + MINUTES_A_DAY);
    let share = size_of(outlet) * WEEK[usize::from(weekday)];
    let mut slots = Vec::new();
    let mut minute = opens;
    while minute < closes {
        let next = closes.min((minute / 60 + 1) * 60);
        let minutes = u32::try_from(next - minute).unwrap_or(60);
        let hour = usize::try_from(minute / 60 % 24).unwrap_or(0);
        let orders_milli = ORDERS_A_DAY * share * CURVE[hour] * u64::from(minutes) / (CURVE_TOTAL * 600);
        slots.push(Slot { begins: midnight(day) + TimeDelta::minutes(minute), minutes, orders_milli });
        minute = next;
    }
    slots
}

/// Orders an hour to expect at `now`, in thousandths; 0 while the outlet is closed.
#[must_use]
pub fn hourly_milli(outlet: &Outlet, now: UnixMs) -> u64 {
    let place = business_day::place(now, outlet);
    let wall_ms = now.0 + i64::from(place.utc_offset_min) * 60_000;
    let wall = DateTime::from_timestamp_millis(wall_ms).unwrap_or_default().naive_utc();
    let is_in =
        |slot: &Slot| (slot.begins..slot.begins + TimeDelta::minutes(slot.minutes.into())).contains(&wall);
    let slot = slots(outlet, place.day).into_iter().find(is_in);
    slot.map_or(0, |slot| slot.orders_milli * 60 / u64::from(slot.minutes))
}

/// How large the outlet is, in per cent: 60–159, always the same for the same code.
fn size_of(outlet: &Outlet) -> u64 {
    60 + Chance::of(0, &["size", outlet.code.as_str()]).below(100)
}

/// The usual hours where nobody told any, or a database of an earlier version holds a text that tells none.
fn hours_on(outlet: &Outlet, weekday_from_monday: u8) -> Option<Span> {
    let told = outlet.opening_hours.as_deref().and_then(|text| text.parse::<OpeningHours>().ok());
    told.map_or(Some(USUAL_HOURS), |hours| hours.on(weekday_from_monday))
}

fn midnight(day: Day) -> NaiveDateTime {
    let date = NaiveDate::from_epoch_days(day.0).unwrap_or_default();
    date.and_time(chrono::NaiveTime::MIN)
}

impl Slot {
    /// The full hour that the slot lies in, 0–23.
    #[must_use]
    pub fn hour(&self) -> u32 {
        self.begins.hour()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::outlet;

    #[test]
    fn an_outlet_sells_while_it_is_open_and_not_else() {
        let day: Day = "2026-11-20".parse().unwrap();
        let late = Outlet {
            cutoff_min: 240,
            opening_hours: Some("Mo-Su 12:30-03:00".to_owned()),
            ..outlet("bandra", "INR")
        };
        let slots = slots(&late, day);
        assert_eq!(slots.first().map(|slot| (slot.hour(), slot.minutes)), Some((12, 30)));
        assert_eq!(slots.last().map(|slot| slot.begins.to_string()), Some("2026-11-21 02:00:00".to_owned()));
        let at = |text: &str| UnixMs(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis());
        assert_eq!(hourly_milli(&late, at("2026-11-20T12:29:00+05:30")), 0);
        assert!(hourly_milli(&late, at("2026-11-20T21:10:00+05:30")) > 10_000);
        assert!(hourly_milli(&late, at("2026-11-21T02:59:00+05:30")) > 0);
        assert_eq!(hourly_milli(&late, at("2026-11-21T03:00:00+05:30")), 0);
    }

    #[test]
    fn a_weekend_sells_more_than_its_monday() {
        let orders = |day: &str| -> u64 {
            slots(&outlet("mg-road", "INR"), day.parse().unwrap()).iter().map(|slot| slot.orders_milli).sum()
        };
        let (saturday, monday) = (orders("2026-11-14"), orders("2026-11-16"));
        assert!(saturday > monday * 3 / 2, "{saturday} {monday}");
        assert!((100_000..700_000).contains(&monday), "{monday}");
    }

    #[test]
    fn each_weekday_has_its_own_hours() {
        let hours_of = |hours: &str, day: &str| {
            let outlet = Outlet { opening_hours: Some(hours.to_owned()), ..outlet("mg-road", "INR") };
            slots(&outlet, day.parse().unwrap()).iter().map(Slot::hour).collect::<Vec<_>>()
        };
        let (friday, saturday, sunday) = ("2026-11-20", "2026-11-21", "2026-11-22");
        let weekdays = "Mo-Fr 10:00-12:00; Sa 20:00-22:00";
        assert_eq!(hours_of(weekdays, friday), [10, 11]);
        assert_eq!(hours_of(weekdays, saturday), [20, 21]);
        assert!(hours_of(weekdays, sunday).is_empty());
        assert_eq!(hours_of("daily", friday), (10..22).collect::<Vec<_>>());
    }
}
