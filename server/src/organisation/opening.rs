//! From when on an outlet can be expected to sell, by its opening hours.

use app::units::UnixMs;

use super::Outlet;
use super::business_day::{day_begins_at, instant_on, place};
use super::opening_hours::OpeningHours;

/// The first opening on the outlet's business day at `now`, or on a later one where it rests on this day. `None` where it tells no
/// opening hours.
///
/// An outlet that opened before the cut-off of a date and goes on over it opens with the business day. What the evening before
/// reaches into the day is none of its openings: then whoever sells is heard, and nobody is missed for it.
#[must_use]
pub fn first_opening(outlet: &Outlet, now: UnixMs) -> Option<UnixMs> {
    let hours: OpeningHours = outlet.opening_hours.as_deref()?.parse().ok()?;
    let today = place(now, outlet).day;
    (0..=7).map(|later| today.plus(later)).find_map(|date| {
        let span = hours.on(date.weekday_from_monday())?;
        if date > today || span.opens_min >= outlet.cutoff_min {
            return Some(instant_on(date, span.opens_min, outlet));
        }
        // What lies before the cut-off belongs to the business day before.
        (span.closes_min > outlet.cutoff_min).then(|| day_begins_at(today, outlet))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::{OutletId, ScopeId};

    fn opens(hours: Option<&str>, cutoff_min: u16, now: &str) -> Option<String> {
        let outlet = Outlet {
            id: OutletId(2),
            code: "o".parse().unwrap(),
            name: String::new(),
            region: ScopeId(3),
            franchise: ScopeId(4),
            time_zone: chrono_tz::Europe::Berlin,
            currency: "EUR".parse().unwrap(),
            country: None,
            cutoff_min,
            opening_hours: hours.map(str::to_owned),
            is_open: true,
        };
        let opening = first_opening(&outlet, now.parse().unwrap())?;
        Some(opening.with_offset(place(opening, &outlet).utc_offset_min))
    }

    #[test]
    fn an_outlet_opens_once_a_business_day() {
        let morning = Some("2026-11-20T10:00:00+01:00".to_owned());
        for now in ["2026-11-20T00:10:00+01:00", "2026-11-20T12:00:00+01:00", "2026-11-20T23:50:00+01:00"] {
            assert_eq!(opens(Some("10:00-22:00"), 0, now), morning, "{now}");
        }
        let night = "2026-11-21T03:00:00+01:00";
        assert_eq!(opens(Some("10:00-22:00"), 240, night), morning, "before the cut-off it is still Friday");
        assert_eq!(opens(None, 0, night), None);
        assert_eq!(opens(Some("daily"), 0, night), None, "as an earlier version took it");
    }

    #[test]
    fn after_a_day_of_rest_it_opens_on_the_next_that_is_none() {
        let sunday = "2026-11-22T12:00:00+01:00";
        let opening = opens(Some("Mo-Fr 10:00-22:00; Sa 11:00-22:00"), 0, sunday);
        assert_eq!(opening.as_deref(), Some("2026-11-23T10:00:00+01:00"));
        let only_on_saturdays = opens(Some("Sa 10:00-22:00"), 0, sunday);
        assert_eq!(only_on_saturdays.as_deref(), Some("2026-11-28T10:00:00+01:00"));
    }

    #[test]
    fn a_span_that_reaches_over_the_cutoff_opens_the_day() {
        let now = "2026-11-20T09:00:00+01:00";
        assert_eq!(opens(Some("03:00-12:00"), 240, now).as_deref(), Some("2026-11-20T04:00:00+01:00"));
        assert_eq!(opens(Some("00:00-24:00"), 240, now).as_deref(), Some("2026-11-20T04:00:00+01:00"));
        // Before the cut-off it is the day before that goes on: this day opens with what lies before the next cut-off.
        assert_eq!(opens(Some("00:00-03:30"), 240, now).as_deref(), Some("2026-11-21T00:00:00+01:00"));
    }

    #[test]
    fn an_evening_that_reaches_into_the_day_is_of_the_day_before() {
        let now = "2026-11-20T00:30:00+01:00";
        assert_eq!(opens(Some("11:00-02:00"), 0, now).as_deref(), Some("2026-11-20T11:00:00+01:00"));
        let morning = "2026-11-20T09:00:00+01:00";
        assert_eq!(opens(Some("18:00-05:00"), 240, morning).as_deref(), Some("2026-11-20T18:00:00+01:00"));
    }

    #[test]
    fn an_opening_that_the_clock_leaps_over_is_the_leap() {
        let leap = opens(Some("02:30-10:00"), 0, "2026-03-29T12:00:00+02:00");
        assert_eq!(leap.as_deref(), Some("2026-03-29T03:00:00+02:00"));
    }
}
