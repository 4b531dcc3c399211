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
    let wall = midnight(day) + TimeDelta::minutes(i64::from(outlet.cutoff_min));
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
