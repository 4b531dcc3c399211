//! Every page path as a function, so that no link spells a URL by hand.

#[cfg(feature = "ssr")]
use crate::analytics::asked::{Chosen, Preset, View};
#[cfg(feature = "ssr")]
use crate::analytics::report::{PlaceBy, Report, TimeBy, Weekdays};
#[cfg(feature = "ssr")]
use crate::analytics::{Grain, OfSegment, Range};
#[cfg(feature = "ssr")]
use crate::asked::Named;
use crate::sales::model::EntryKind;
#[cfg(feature = "ssr")]
use crate::sales::model::{EntryState, LedgerFilter, PageAt};
#[cfg(feature = "ssr")]
use crate::summaries::{self, SummaryFilter};
#[cfg(feature = "ssr")]
use crate::units::Day;
#[cfg(feature = "ssr")]
use crate::units::DayRange;
#[cfg(feature = "ssr")]
use crate::units::weekday::WEEKDAY_NAMES;
use crate::units::{Code, Currency, Scope};

/// What the pages know of the network, for one that stays open. No page, and no part of the API.
pub const PLACES: &str = "/places.json";

/// The live page of the whole network.
#[must_use]
pub fn live() -> String {
    "/live".to_owned()
}

/// The live page of a scope, with chart and lists in a currency where one was chosen.
#[must_use]
pub fn live_of(scope: &Scope, currency: Option<Currency>) -> String {
    with_query(live(), &[narrowed(scope), currency.map(|currency| format!("currency={currency}"))])
}

/// The page of one outlet.
#[must_use]
pub fn outlet(code: &Code) -> String {
    format!("/outlets/{code}")
}

/// The page of one outlet in another currency than its own.
#[must_use]
pub fn outlet_in(code: &Code, currency: Option<Currency>) -> String {
    with_query(outlet(code), &[currency.map(|currency| format!("currency={currency}"))])
}

/// The ledger.
#[must_use]
pub fn sales() -> String {
    "/sales".to_owned()
}

/// How an address of the ledger asks for the current day of each outlet.
pub const TODAY: &str = "today";

/// How an address of the ledger asks for the outlets that stand in the scope now.
#[cfg(feature = "ssr")]
pub const STANDING: &str = "now";

/// The ledger of a scope.
#[must_use]
pub fn sales_of(scope: &Scope) -> String {
    with_query(sales(), &[narrowed(scope)])
}

/// Where the ledger's page chooses a scope; a browser opens what is folded around it.
pub const SCOPE_FIELD: &str = "#scope";

/// What came back in a scope.
#[must_use]
pub fn returns_of(scope: &Scope) -> String {
    with_query(sales(), &[narrowed(scope), Some("kind=return".to_owned())])
}

/// The returns of an outlet whose number begins with `number`: the way to one that belongs to no sale.
#[must_use]
pub fn returns_numbered(outlet: &Code, number: &str) -> String {
    format!("/sales?scope=outlet:{outlet}&kind=return&number={}", encoded(number))
}

/// The ledger of a scope on the current day of each of its outlets: one kind of entry, or everything.
#[must_use]
pub fn sales_of_today(scope: &Scope, kind: Option<EntryKind>) -> String {
    let kind = match kind {
        Some(EntryKind::Sale) => "&kind=sale",
        Some(EntryKind::Return) => "&kind=return",
        None => "",
    };
    format!("/sales?scope={scope}&day={TODAY}{kind}")
}

/// The sales behind a bar of a board in one currency.
#[must_use]
pub fn sales_of_hour(scope: &Scope, currency: Currency, hour: u8) -> String {
    format!("{}&hour={hour}", sales_of_today_in(scope, currency))
}

/// The sales of today in one currency.
#[must_use]
pub fn sales_of_today_in(scope: &Scope, currency: Currency) -> String {
    format!("{}&currency={currency}", sales_of_today(scope, Some(EntryKind::Sale)))
}

/// The sales of today with an item on one of their lines, by its code, in one currency.
#[must_use]
pub fn sales_of_item(scope: &Scope, currency: Currency, item: &str) -> String {
    format!("{}&item={}", sales_of_today_in(scope, currency), encoded(item))
}

/// The scope of the page at `path`, of which `asked` is what its query says of the scope; the widest where neither names one.
#[must_use]
pub fn scope_of_page(path: &str, asked: Option<&str>) -> Scope {
    let outlet = path.trim_end_matches('/').strip_prefix("/outlets/").and_then(|code| code.parse().ok());
    outlet.map(Scope::Outlet).or_else(|| asked?.parse().ok()).unwrap_or(Scope::Network)
}

/// Whether the page at `path` is read as the server sends it, without the app's scripts: all but those that move with sales.
#[must_use]
pub fn is_plain(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let is_outlet = path.strip_prefix("/outlets/").is_some_and(|code| !code.contains('/'));
    path != live() && !is_outlet
}

/// The ledger through a filter.
#[cfg(feature = "ssr")]
#[must_use]
pub fn ledger(filter: &LedgerFilter) -> String {
    let kind = match filter.kind {
        Some(EntryKind::Sale) => Some("sale"),
        Some(EntryKind::Return) => Some("return"),
        None => None,
    };
    let state = filter.state.map(|state| match state {
        EntryState::Counted => "counted",
        EntryState::Cancelled => "cancelled",
    });
    let weekday = filter.weekday.and_then(|weekday| WEEKDAY_NAMES.get(usize::from(weekday)).copied());
    let (from, to, today) = match filter.days {
        DayRange::Between { from, to } => (from, to, None),
        DayRange::Current => (None, None, Some(TODAY)),
    };
    let position = match &filter.at {
        PageAt::Newest => None,
        PageAt::After(position) => Some(("after", position)),
        PageAt::Before(position) => Some(("before", position)),
    };
    let named = |name: &str, value: Option<String>| value.map(|value| format!("{name}={}", encoded(&value)));
    let parts = [
        named("scope", Some(&filter.scope).filter(|scope| **scope != Scope::Network).map(Scope::to_string)),
        named("from", from.map(|day| day.to_string())),
        named("to", to.map(|day| day.to_string())),
        named("day", today.map(str::to_owned)),
        named("kind", kind.map(str::to_owned)),
        named("state", state.map(str::to_owned)),
        named("number", filter.number.clone()),
        named("hour", filter.hour.map(|hour| hour.to_string())),
        named("weekday", weekday.map(str::to_owned)),
        named("item", filter.item.clone()),
        named("category", filter.category.clone()),
        named("customer", filter.customer.clone()),
        named("standing", filter.is_standing.then(|| STANDING.to_owned())),
        named("currency", filter.currency.map(|currency| currency.to_string())),
        position.map(|(name, position)| format!("{name}={}", encoded(position))),
    ];
    with_query(sales(), &parts)
}

/// What the server does by itself.
#[cfg(feature = "ssr")]
#[must_use]
pub fn ops() -> String {
    "/ops".to_owned()
}

/// The daily summaries.
#[must_use]
pub fn summaries() -> String {
    "/summaries".to_owned()
}

/// The daily summaries of a scope.
#[must_use]
pub fn summaries_of(scope: &Scope) -> String {
    with_query(summaries(), &[narrowed(scope)])
}

/// The daily summaries through a filter.
#[cfg(feature = "ssr")]
#[must_use]
pub fn summaries_through(filter: &SummaryFilter) -> String {
    let named = |name: &str, value: Option<String>| value.map(|value| format!("{name}={}", encoded(&value)));
    let parts = [
        (filter.view != summaries::View::Rows).then(|| format!("view={}", filter.view.name())),
        narrowed(&filter.scope),
        named("from", filter.from.map(|day| day.to_string())),
        named("to", filter.to.map(|day| day.to_string())),
        named("after", filter.after.clone()),
    ];
    with_query(summaries(), &parts)
}

/// The analytics of a scope.
#[cfg(feature = "ssr")]
#[must_use]
pub fn analytics_of(scope: &Scope) -> String {
    with_query("/analytics/overview".to_owned(), &[narrowed(scope)])
}

/// A page of the analytics, with the days as they were chosen.
#[cfg(feature = "ssr")]
#[must_use]
pub fn analytics(view: View, scope: &Scope, chosen: Chosen, grain: Option<Grain>) -> String {
    let [preset, from, to] = days_chosen(chosen);
    let parts = [narrowed(scope), preset, from, to, grain.map(|grain| format!("by={}", grain.name()))];
    with_query(format!("/analytics/{}", view.path()), &parts)
}

/// The customers of a segment in some days.
#[cfg(feature = "ssr")]
#[must_use]
pub fn segment(range: &Range, of: OfSegment) -> String {
    let days = Chosen::Days { from: Some(range.from), to: Some(range.to) };
    let page = analytics(View::Segments, &range.scope, days, None);
    format!("{page}&segment={}&currency={}", of.value.short_name(), of.currency)
}

/// The same as a file; `format`: csv or xlsx.
#[cfg(feature = "ssr")]
#[must_use]
pub fn segment_file(range: &Range, of: OfSegment, format: &str) -> String {
    let Range { scope, from, to } = range;
    let table = "/api/v1/analytics/tables/segment_customers";
    let segment = of.value.short_name();
    format!(
        "{table}?scope={scope}&from={from}&to={to}&segment={segment}&currency={}&format={format}",
        of.currency
    )
}

/// Thirty days need no query.
#[cfg(feature = "ssr")]
fn days_chosen(chosen: Chosen) -> [Option<String>; 3] {
    let named = |name: &str, day: Option<Day>| day.map(|day| format!("{name}={day}"));
    match chosen {
        Chosen::Preset(Preset::ThirtyDays) => [None, None, None],
        Chosen::Preset(preset) => [Some(format!("period={}", preset.name())), None, None],
        Chosen::Days { from, to } => [None, named("from", from), named("to", to)],
    }
}

/// A report, with the days as they were chosen: all that there is to keep of it.
#[cfg(feature = "ssr")]
#[must_use]
pub fn report(scope: &Scope, chosen: Chosen, report: &Report) -> String {
    let mut parts = vec![narrowed(scope)];
    parts.extend(days_chosen(chosen));
    parts.extend(report_fields(report));
    with_query("/analytics/report".to_owned(), &parts)
}

/// The rows of a report as a file, all of them; `format`: csv or xlsx.
#[cfg(feature = "ssr")]
#[must_use]
pub fn report_file(range: &Range, report: &Report, format: &str) -> String {
    let Range { scope, from, to } = range;
    let mut parts = vec![Some(format!("scope={scope}&from={from}&to={to}"))];
    parts.extend(report_fields(report));
    parts.push(Some(format!("format={format}")));
    with_query("/api/v1/analytics/report".to_owned(), &parts)
}

/// What is usual needs no query, but for the measures: an address that somebody keeps must not change with what is usual.
#[cfg(feature = "ssr")]
fn report_fields(report: &Report) -> [Option<String>; 6] {
    let by = report.by;
    let measures: Vec<&str> = report.measures.iter().map(|measure| measure.name()).collect();
    let weekdays: Vec<&str> = by.weekdays.names().collect();
    [
        (by.place != PlaceBy::Whole).then(|| format!("place={}", by.place.name())),
        (by.time != TimeBy::Whole).then(|| format!("time={}", by.time.name())),
        Some(format!("measures={}", measures.join(","))),
        by.currency.map(|currency| format!("currency={currency}")),
        (by.weekdays != Weekdays::ALL).then(|| format!("weekday={}", weekdays.join(","))),
        report.sort.map(|sort| format!("sort={}", sort.name())),
    ]
}

/// A table of the analytics as a file.
#[cfg(feature = "ssr")]
#[must_use]
pub fn analytics_file(table: &str, range: &Range, grain: Grain, format: &str) -> String {
    let Range { scope, from, to } = range;
    let by = grain.name();
    format!("/api/v1/analytics/tables/{table}?scope={scope}&from={from}&to={to}&by={by}&format={format}")
}

/// The rows of a filter as a file, all of them; `format`: csv or xlsx.
#[cfg(feature = "ssr")]
#[must_use]
pub fn summaries_file(filter: &SummaryFilter, format: &str) -> String {
    let named = |name: &str, day: Option<Day>| day.map(|day| format!("{name}={day}"));
    let parts = [
        narrowed(&filter.scope),
        named("from", filter.from),
        named("to", filter.to),
        Some(format!("format={format}")),
    ];
    with_query("/api/v1/summaries".to_owned(), &parts)
}

/// The entries of one outlet's business day in one currency.
#[cfg(feature = "ssr")]
#[must_use]
pub fn sales_of_day(outlet: &Code, day: Day, currency: Currency) -> String {
    format!("/sales?scope=outlet:{outlet}&from={day}&to={day}&currency={currency}")
}

/// One sale or return by its UUID.
#[must_use]
pub fn sale(id: &str) -> String {
    format!("/sales/{id}")
}

/// Percent-encodes what has a meaning in a query; letters, digits and the punctuation of scopes stay readable.
fn encoded(text: &str) -> String {
    let digit = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble)]);
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(digit(byte >> 4));
            encoded.push(digit(byte & 15));
        }
    }
    encoded
}

/// The network needs no query.
fn narrowed(scope: &Scope) -> Option<String> {
    (*scope != Scope::Network).then(|| format!("scope={scope}"))
}

fn with_query(mut path: String, parts: &[Option<String>]) -> String {
    let mut mark = '?';
    for part in parts.iter().flatten() {
        path.push(mark);
        path.push_str(part);
        mark = '&';
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_needs_no_query() {
        let region: Scope = "region:west".parse().expect("a scope");
        assert_eq!(live_of(&Scope::Network, None), "/live");
        assert_eq!(live_of(&region, "INR".parse().ok()), "/live?scope=region:west&currency=INR");
        assert_eq!(live_of(&Scope::Network, "INR".parse().ok()), "/live?currency=INR");
    }

    #[test]
    fn a_page_says_its_scope_in_its_address() {
        for (path, asked, scope) in [
            ("/live", None, "network"),
            ("/live", Some("region:west"), "region:west"),
            ("/sales", Some("outlet:a"), "outlet:a"),
            ("/sales", Some("west"), "network"),
            ("/outlets/a", None, "outlet:a"),
            ("/outlets/a/", Some("region:west"), "outlet:a"),
            ("/outlets/a/b", None, "network"),
        ] {
            assert_eq!(scope_of_page(path, asked).to_string(), scope, "{path} {asked:?}");
        }
    }

    #[test]
    fn pages_that_move_are_not_plain() {
        for (path, plain) in [
            ("/live", false),
            ("/live/", false),
            ("/outlets/a", false),
            ("/outlets/a/b", true),
            ("/sales", true),
            ("/nowhere", true),
        ] {
            assert_eq!(is_plain(path), plain, "{path}");
        }
    }

    #[test]
    fn the_sales_behind_a_figure_are_those_of_today() {
        let region: Scope = "region:west".parse().expect("a scope");
        assert_eq!(sales_of_today(&region, None), "/sales?scope=region:west&day=today");
        let sales = sales_of_today(&Scope::Network, Some(EntryKind::Sale));
        assert_eq!(sales, "/sales?scope=network&day=today&kind=sale");
        let rupees = "INR".parse().expect("a currency");
        let bar = "/sales?scope=region:west&day=today&kind=sale&currency=INR&hour=9";
        assert_eq!(sales_of_hour(&region, rupees, 9), bar);
        let returned = "/sales?scope=outlet:mg-road&kind=return&number=R%201";
        assert_eq!(returns_numbered(&"mg-road".parse().expect("a code"), "R 1"), returned);
        let item = "/sales?scope=network&day=today&kind=sale&currency=INR&item=c%C3%B4ne%2070%25";
        assert_eq!(sales_of_item(&Scope::Network, rupees, "cône 70%"), item);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_filter_survives_its_address() {
        let filter = LedgerFilter {
            days: DayRange::Between { from: None, to: "2026-11-20".parse().ok() },
            kind: Some(EntryKind::Return),
            number: Some("A&B 1".to_owned()),
            hour: Some(0),
            item: Some("cône 70%25".to_owned()),
            currency: "INR".parse().ok(),
            at: PageAt::Before("e1f".to_owned()),
            ..LedgerFilter::everything()
        };
        let address = "/sales?to=2026-11-20&kind=return&number=A%26B%201&hour=0&item=c%C3%B4ne%2070%2525&currency=INR&before=e1f";
        assert_eq!(ledger(&filter), address);
        let drilled = LedgerFilter {
            scope: "region:west".parse().expect("a scope"),
            kind: Some(EntryKind::Sale),
            state: Some(EntryState::Counted),
            weekday: Some(6),
            category: Some("Tubs & cups".to_owned()),
            customer: Some("C-17".to_owned()),
            is_standing: true,
            ..LedgerFilter::everything()
        };
        let address = "/sales?scope=region:west&kind=sale&state=counted&weekday=sun&category=Tubs%20%26%20cups&customer=C-17&standing=now";
        assert_eq!(ledger(&drilled), address);
    }
}
