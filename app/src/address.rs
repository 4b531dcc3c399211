//! What the address of a request asks for. The router's own reading decodes a value twice, and so makes another of `70%25`.

use leptos::prelude::use_context;

/// The parameter's value in the address of this request; the last one where there are several.
pub(crate) fn asked_for(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    value_of(parts.uri.query()?, name)
}

/// Every value of the parameter in the address of this request, in order.
pub(crate) fn all_asked_for(name: &str) -> Vec<String> {
    use_context::<http::request::Parts>()
        .and_then(|parts| parts.uri.query().map(|query| values_of(query, name)))
        .unwrap_or_default()
}

fn values_of(query: &str, name: &str) -> Vec<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter(|(given, _)| given == name).map(|(_, value)| value.into_owned()).collect()
}

fn value_of(query: &str, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter(|(given, _)| given == name).last().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::asked::{Chosen, Preset};
    use crate::analytics::measure::Measure;
    use crate::analytics::report::asked::ReportAsked;
    use crate::analytics::report::{Breakdown, PlaceBy, Report, TimeBy, Weekdays};
    use crate::paths;
    use crate::sales::asked::Asked;
    use crate::sales::model::{EntryState, LedgerFilter, PageAt};
    use crate::units::{DayRange, Scope};

    #[test]
    fn a_filter_is_read_as_its_address_was_written() {
        let filter = LedgerFilter {
            scope: Scope::Network,
            days: DayRange::Between { from: None, to: "2026-11-20".parse().ok() },
            kind: None,
            state: Some(EntryState::Cancelled),
            number: Some("A&B 1+1".to_owned()),
            hour: Some(9),
            weekday: Some(6),
            item: Some("70%dark %41 cône".to_owned()),
            category: Some("Tubs & cups".to_owned()),
            customer: Some("+919876543210".to_owned()),
            is_standing: true,
            currency: "INR".parse().ok(),
            at: PageAt::After("e1f".to_owned()),
        };
        for filter in [LedgerFilter { days: DayRange::Current, ..filter.clone() }, filter] {
            let address = paths::ledger(&filter);
            let (_, query) = address.split_once('?').expect("a query");
            assert_eq!(Asked::read(|name| value_of(query, name)).filter, Ok(filter));
        }
    }

    #[test]
    fn a_report_is_read_as_its_address_was_written() {
        let by = Breakdown {
            place: PlaceBy::Outlet,
            time: TimeBy::Weekday,
            currency: "INR".parse().ok(),
            weekdays: Weekdays::of([0, 6]),
        };
        let measures = vec![Measure::NetSales, Measure::Orders];
        let narrow = Report { by, measures, sort: Some(Measure::Orders) };
        let chosen = Chosen::Preset(Preset::Month);
        let address = paths::report(&Scope::Network, chosen, &narrow);
        assert_eq!(
            address,
            "/analytics/report?period=month&place=outlet&time=weekday&measures=net_sales,orders&currency=INR&weekday=mon,sun&sort=orders"
        );
        for report in [narrow, Report::default()] {
            let address = paths::report(&Scope::Network, chosen, &report);
            let (_, query) = address.split_once('?').expect("a query");
            assert_eq!(ReportAsked::read(|name| values_of(query, name)).report, Ok(report));
        }
    }

    #[test]
    fn boxes_that_are_ticked_are_all_read() {
        assert_eq!(values_of("m=a&b=c&m=d%20e&m=", "m"), ["a", "d e", ""]);
        assert_eq!(values_of("m=a", "n"), [""; 0]);
    }

    #[test]
    fn the_last_of_several_counts() {
        assert_eq!(value_of("currency=XXX&%63urrency=US%44", "currency").as_deref(), Some("USD"));
        assert_eq!(value_of("scope=network", "currency"), None);
    }
}
