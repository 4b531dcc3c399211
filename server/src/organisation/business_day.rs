//! Which business day and hour an instant belongs to, by the outlet's own wall clock.

use app::units::{Day, UnixMs};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::{GapInfo, Tz};

use super::Outlet;

/// Where an instant stands in an outlet's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub day: Day,
    /// Of the wall clock, 0–23. An hour that the clock shows twice is one bar.
    pub hour: u8,
    /// Of the wall clock at that instant, minutes east of UTC.
    pub utc_offset_min: i32,
}

/// The outlet's business day, hour and offset at `at`.
///
/// Before the cut-off, the wall clock's time of day still belongs to the date before. Where clocks go back across the
/// cut-off, the minutes they repeat belong to the earlier day again: the wall clock decides, each time.
/// Instants outside the calendar's years 1–9999 are placed at its nearer end.
#[must_use]
pub fn place(at: UnixMs, outlet: &Outlet) -> Place {
    let utc = DateTime::from_timestamp_millis(clamp_ms(at.0)).unwrap_or_default().naive_utc();
    let offset = outlet.time_zone.offset_from_utc_datetime(&utc).fix().local_minus_utc();
    let wall = utc + TimeDelta::seconds(i64::from(offset));
    let minute = wall.hour() * 60 + wall.minute();
    let date = day_of(wall.date());
    Place {
        day: if minute < u32::from(outlet.cutoff_min) { date.plus(-1) } else { date },
        hour: u8::try_from(wall.hour()).expect("an hour is below 24"),
        utc_offset_min: offset.div_euclid(60),
    }
}

/// The first instant that [`place`] puts on `day` or on a later one.
///
/// The later one only where the calendar of the zone skips `day` as a whole, as Samoa's did 2011-12-30.
#[must_use]
pub fn day_begins_at(day: Day, outlet: &Outlet) -> UnixMs {
    instant_on(day, outlet.cutoff_min, outlet)
}

/// The first instant at which the outlet's clock shows `minute` on `day`; where it leaps over it, the instant of the leap.
pub(super) fn instant_on(day: Day, minute: u16, outlet: &Outlet) -> UnixMs {
    let wall = midnight(day) + TimeDelta::minutes(i64::from(minute));
    UnixMs(first_instant_of(outlet.time_zone, wall).timestamp_millis())
}

/// The earliest instant at which clocks show `wall`; where they leap over it, the instant of the leap.
fn first_instant_of(zone: Tz, wall: NaiveDateTime) -> DateTime<Tz> {
    let leap = || GapInfo::new(&wall, &zone).and_then(|gap| gap.end);
    zone.from_local_datetime(&wall).earliest().or_else(leap).unwrap_or_else(|| zone.from_utc_datetime(&wall))
}

fn midnight(day: Day) -> NaiveDateTime {
    EPOCH.and_time(chrono::NaiveTime::MIN) + TimeDelta::days(i64::from(day.0))
}

fn day_of(date: NaiveDate) -> Day {
    let days = date.signed_duration_since(EPOCH).num_days();
    Day(i32::try_from(days).expect("the calendar's years are within a million days"))
}

const EPOCH: NaiveDate = NaiveDate::from_epoch_days(0).expect("the epoch is a date");

/// Keeps room for an offset on either side.
fn clamp_ms(ms: i64) -> i64 {
    const FIRST_MS: i64 = -62_135_510_400_000;
    const LAST_MS: i64 = 253_402_214_400_000;
    ms.clamp(FIRST_MS, LAST_MS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::Utc;
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};

    use super::*;
    use crate::organisation::{OutletId, ScopeId};

    const MINUTE_MS: i64 = 60_000;
    const DAY_MS: i64 = 86_400_000;

    fn outlet(time_zone: Tz, cutoff_min: u16) -> Outlet {
        Outlet {
            id: OutletId(2),
            code: "o".parse().unwrap(),
            name: String::new(),
            region: ScopeId(3),
            franchise: ScopeId(4),
            time_zone,
            currency: "EUR".parse().unwrap(),
            country: None,
            cutoff_min,
            opening_hours: None,
            is_open: true,
        }
    }

    fn at(text: &str) -> UnixMs {
        UnixMs(text.parse::<DateTime<Utc>>().unwrap().timestamp_millis())
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn placed(text: &str, outlet: &Outlet) -> (String, u8, i32) {
        let place = place(at(text), outlet);
        (place.day.to_string(), place.hour, place.utc_offset_min)
    }

    #[test]
    fn before_the_cut_off_it_is_still_yesterday() {
        let bandra = outlet(Asia::Kolkata, 240);
        assert_eq!(placed("2026-11-20T22:29:59.999Z", &bandra), ("2026-11-20".to_owned(), 3, 330));
        assert_eq!(placed("2026-11-20T22:30:00Z", &bandra), ("2026-11-21".to_owned(), 4, 330));
        assert_eq!(day_begins_at(day("2026-11-21"), &bandra), at("2026-11-20T22:30:00Z"));
    }

    #[test]
    fn an_hour_that_happens_twice_is_one_bar() {
        let berlin = outlet(Europe::Berlin, 0);
        assert_eq!(placed("2026-10-25T00:30:00Z", &berlin), ("2026-10-25".to_owned(), 2, 120));
        assert_eq!(placed("2026-10-25T01:30:00Z", &berlin), ("2026-10-25".to_owned(), 2, 60));
    }

    #[test]
    fn a_day_begins_where_the_clock_leaps_over_its_cut_off() {
        // 02:00 → 03:00 in Berlin, and midnight → 01:00 in Havana.
        let berlin = outlet(Europe::Berlin, 150);
        assert_eq!(day_begins_at(day("2026-03-29"), &berlin), at("2026-03-29T01:00:00Z"));
        let havana = outlet(America::Havana, 0);
        assert_eq!(day_begins_at(day("2026-03-08"), &havana), at("2026-03-08T05:00:00Z"));
    }

    #[test]
    fn a_day_that_the_calendar_skips_begins_with_the_next_one() {
        let apia = outlet(Pacific::Apia, 0);
        assert_eq!(day_begins_at(day("2011-12-30"), &apia), at("2011-12-30T10:00:00Z"));
        assert_eq!(day_begins_at(day("2011-12-31"), &apia), at("2011-12-30T10:00:00Z"));
        assert_eq!(placed("2011-12-30T09:59:59Z", &apia).0, "2011-12-29");
        assert_eq!(placed("2011-12-30T10:00:00Z", &apia).0, "2011-12-31");
    }

    #[test]
    fn instants_beyond_the_calendar_do_not_panic() {
        for zone in [Asia::Kolkata, Pacific::Apia, America::St_Johns] {
            for ms in [i64::MIN, i64::MIN / 1_000, 0, i64::MAX / 1_000, i64::MAX] {
                assert!(place(UnixMs(ms), &outlet(zone, 720)).hour < 24);
            }
        }
    }

    /// Every minute of four days around every change of the clocks of a year, for four cut-offs: about 200,000 sales.
    #[test]
    fn every_minute_around_a_change_of_clocks_is_in_exactly_one_day() {
        let zones = [
            (Asia::Kolkata, 2026),
            (Europe::Berlin, 2026),
            (America::New_York, 2026),
            (Australia::Lord_Howe, 2026),
            (Pacific::Apia, 2011),
            (America::St_Johns, 2026),
        ];
        for (zone, year) in zones {
            let changes = changes_of(zone, year);
            assert_eq!(changes.is_empty(), zone == Asia::Kolkata, "{zone}");
            for cutoff_min in [0, 90, 240, 720] {
                for change_ms in changes.iter().copied().chain([at(&format!("{year}-06-15T00:00:00Z")).0]) {
                    walk(&outlet(zone, cutoff_min), change_ms);
                }
            }
        }
    }

    /// Sells once a minute for four days and checks the books: every sale in one hour of one day, days without a hole
    /// in between, and each beginning exactly where [`day_begins_at`] says.
    fn walk(outlet: &Outlet, around_ms: i64) {
        let minutes = (around_ms - 2 * DAY_MS..around_ms + 2 * DAY_MS).step_by(60_000).map(UnixMs);
        let places: Vec<(UnixMs, Place)> = minutes.map(|instant| (instant, place(instant, outlet))).collect();
        let mut latest = places[0].1.day;
        let mut books = BTreeMap::<Day, [i64; 24]>::new();
        for &(instant, Place { day, hour, .. }) in &places {
            books.entry(day).or_default()[usize::from(hour)] += 1;
            if day > latest {
                let (begin, previous) =
                    (day_begins_at(day, outlet), place(UnixMs(instant.0 - 1), outlet).day);
                assert_eq!(begin, instant, "{} {day} cut-off {}", outlet.time_zone, outlet.cutoff_min);
                assert_eq!(previous, latest, "the minute before is the day before");
                latest = day;
            }
        }
        assert_eq!(books.values().flatten().sum::<i64>(), 4 * DAY_MS / MINUTE_MS);
        // Where clocks go back across the cut-off, a day goes on for a while after the next has begun.
        if places.is_sorted_by_key(|(_, place)| place.day) {
            let (first, last) = (places[0].1.day, latest);
            for (day, hours) in books.range(first.plus(1)..last) {
                let length_ms = day_begins_at(day.plus(1), outlet).0 - day_begins_at(*day, outlet).0;
                assert_eq!(hours.iter().sum::<i64>(), length_ms / MINUTE_MS, "{} {day}", outlet.time_zone);
            }
        }
    }

    /// The instants of a year at which the zone's offset changes, to the minute.
    fn changes_of(zone: Tz, year: i32) -> Vec<i64> {
        let first = at(&format!("{year}-01-01T00:00:00Z")).0;
        let offset = |ms: i64| place(UnixMs(ms), &outlet(zone, 0)).utc_offset_min;
        (first..first + 366 * DAY_MS)
            .step_by(900_000)
            .filter(|&ms| offset(ms) != offset(ms - 900_000))
            .collect()
    }
}
