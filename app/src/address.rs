//! What the address of a request asks for. The router's own reading decodes a value twice, and so makes another of `70%25`.

use leptos::prelude::use_context;

/// The parameter's value in the address of this request; the last one where there are several.
pub(crate) fn asked_for(name: &str) -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    value_of(parts.uri.query()?, name)
}

fn value_of(query: &str, name: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    pairs.filter(|(given, _)| given == name).last().map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths;
    use crate::sales::asked::Asked;
    use crate::sales::model::{LedgerFilter, PageAt};
    use crate::units::{DayRange, Scope};

    #[test]
    fn a_filter_is_read_as_its_address_was_written() {
        let filter = LedgerFilter {
            scope: Scope::Network,
            days: DayRange::Between { from: None, to: "2026-11-20".parse().ok() },
            kind: None,
            number: Some("A&B 1+1".to_owned()),
            hour: Some(9),
            item: Some("70%dark %41 cône".to_owned()),
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
    fn the_last_of_several_counts() {
        assert_eq!(value_of("currency=XXX&%63urrency=US%44", "currency").as_deref(), Some("USD"));
        assert_eq!(value_of("scope=network", "currency"), None);
    }
}
