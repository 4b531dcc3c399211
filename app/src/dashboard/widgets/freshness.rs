//! The freshness line: which outlets the figures hold, and which are missing though they have opened.

use leptos::prelude::*;

use crate::dashboard::state::LiveState;
use crate::live::board::TOP_ROWS;
use crate::live::{Connection, Freshness, OutletRank};
use crate::ui::icon::{Drawing, Icon};
use crate::ui::text;
use crate::units::{Code, UnixMs, format};

/// Outlets named on the line; of more only the number is told.
const NAMED: usize = 12;

#[component]
pub fn FreshnessLine(state: LiveState) -> impl IntoView {
    // By the moment of the figures and not by the clock: of old ones nobody knows who was heard since.
    let yet_to_open = Memo::new(move |_| {
        let age_ms = i64::try_from(state.age_s.get()).unwrap_or(0) * 1_000;
        state.places.with(|places| places.yet_to_open(UnixMs(state.now.get().0 - age_ms)))
    });
    let heard = Memo::new(move |_| {
        let freshness = state.board.with(|board| board.freshness.clone())?;
        Some(yet_to_open.with(|codes| Attendance::of(freshness, codes)))
    });
    let icon = Signal::derive(move || {
        heard.with(|held| icon(held.as_ref(), state.connection.get(), state.age_s.get()))
    });
    let class = Signal::derive(move || match icon.get() {
        Icon::Check => "live__freshness freshness",
        Icon::Warning | Icon::Offline => "live__freshness freshness freshness--missing",
        _ => "live__freshness freshness freshness--quiet",
    });
    let part = move |write: fn(&Attendance, &Moment, &LiveState) -> String| {
        text(move || {
            heard.with(|held| {
                held.as_ref().map(|held| write(held, &moment(state), &state)).unwrap_or_default()
            })
        })
    };
    let rest = part(|held, moment, state| rest_text(held, moment, |code| state.outlet_name(code)));
    view! {
        <p class=class>
            <span class="freshness__icon">
                <Drawing icon/>
            </span>
            <span class="freshness__text" title=rest>
                <span class="freshness__count">{part(|held, moment, state| count_text(held, moment, || sold_text(state)))}</span>
                {rest}
            </span>
        </p>
    }
}

/// Who was heard today, and what it means that the others were not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Attendance {
    /// Of whom only those are missing that have opened.
    freshness: Freshness,
    yet_to_open: usize,
}

impl Attendance {
    /// `unopened`: the outlets that have yet to open, by code.
    fn of(mut freshness: Freshness, unopened: &[Code]) -> Self {
        let unheard = freshness.missing.len();
        freshness.missing.retain(|code| unopened.binary_search(code).is_err());
        Self { yet_to_open: unheard - freshness.missing.len(), freshness }
    }
}

/// From when the figures are.
enum Moment {
    Now,
    /// The line is being mended; the wall-clock time of this device.
    Earlier(String),
    /// Nobody answers: what is the matter, and the same time.
    Lost(String, String),
}

fn moment(state: LiveState) -> Moment {
    match state.connection.get() {
        Connection::Stale => Moment::Lost(
            format!("No answer from the server for {}.", format::age(state.age_s.get())),
            state.seen_at.get(),
        ),
        Connection::Offline => Moment::Lost("This device has no network.".to_owned(), state.seen_at.get()),
        held if held.is_current(state.age_s.get()) => Moment::Now,
        _ => Moment::Earlier(state.seen_at.get()),
    }
}

/// A tick stands beside nothing but the whole truth of this moment.
fn icon(heard: Option<&Attendance>, connection: Connection, age_s: u64) -> Icon {
    match (connection, heard.map(|heard| &heard.freshness)) {
        (Connection::Stale, _) => Icon::Warning,
        (Connection::Offline, _) => Icon::Offline,
        (_, Some(held)) if !held.missing.is_empty() => Icon::Warning,
        (_, None | Some(Freshness { outlets_expected: 0, .. } | Freshness { outlets_heard: 0, .. })) => {
            Icon::Outlet
        }
        (held, _) if held.is_current(age_s) => Icon::Check,
        _ => Icon::Refresh,
    }
}

fn count_text(heard: &Attendance, moment: &Moment, sold: impl Fn() -> String) -> String {
    match moment {
        Moment::Lost(trouble, _) => trouble.clone(),
        _ if heard.freshness.outlets_expected == 0 => sold(),
        _ => heard_text(&heard.freshness),
    }
}

/// What stands in the place of the outlets that were heard while none is expected.
fn sold_text(state: &LiveState) -> String {
    state.board.with(|board| {
        let outlets = state.places.with(|places| places.outlets_of(&board.scope).count());
        sold_of(&board.top_outlets, outlets)
    })
}

/// How many of `outlets` sold today, where the rankings hold all that did: of a cut one nobody knows how many it leaves out.
fn sold_of(ranks: &[OutletRank], outlets: usize) -> String {
    let mut sold: Vec<&Code> = ranks.iter().map(|rank| &rank.outlet).collect();
    sold.sort_unstable();
    sold.dedup();
    match (sold.len(), outlets) {
        (0, _) => "No sales yet today".to_owned(),
        (_, 1) => "1 outlet sold today".to_owned(),
        (sold, outlets) if sold < outlets && is_cut(ranks) => "Sales have come in today".to_owned(),
        (sold, outlets) => format!("{sold} of {outlets} outlets sold today"),
    }
}

/// Whether a ranking is full, so that others may have sold too.
fn is_cut(ranks: &[OutletRank]) -> bool {
    let mut rankings = ranks.chunk_by(|one, next| one.currency == next.currency);
    rankings.any(|ranking| ranking.len() >= TOP_ROWS)
}

fn heard_text(freshness: &Freshness) -> String {
    match freshness.outlets_expected {
        1 => format!("{} of 1 outlet", freshness.outlets_heard),
        expected => format!("{} of {expected} outlets", freshness.outlets_heard),
    }
}

fn rest_text(
    Attendance { freshness, yet_to_open }: &Attendance,
    moment: &Moment,
    name: impl Fn(&Code) -> String,
) -> String {
    let heard = match moment {
        Moment::Lost(_, at) if freshness.outlets_expected == 0 => {
            return format!(" These figures are from {at} your time.");
        }
        _ if freshness.outlets_expected == 0 => {
            return match freshness.newest_sale_at {
                None => ": the figures begin with the first one that a till sends",
                Some(_) => "; an outlet is expected from the day after its first sale",
            }
            .to_owned();
        }
        Moment::Now => " heard today".to_owned(),
        Moment::Earlier(at) => format!(" heard by {at} your time"),
        Moment::Lost(_, at) => {
            format!(" These figures are from {at} your time, with {} heard", heard_text(freshness))
        }
    };
    let heard = match yet_to_open {
        0 => heard,
        1 => format!("{heard}, 1 has yet to open"),
        many => format!("{heard}, {many} have yet to open"),
    };
    let named: Vec<String> = freshness.missing.iter().take(NAMED).map(name).collect();
    if named.is_empty() {
        return heard;
    }
    let rest = freshness.missing.len() - named.len();
    let tail = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    // Names hold commas.
    format!("{heard}; missing: {}{tail}", named.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Amount, Currency};

    fn freshness(expected: u32, missing: usize) -> Freshness {
        let code = |n: usize| format!("o-{n}").parse().expect("a code");
        let heard = expected - u32::try_from(missing).expect("few");
        Freshness {
            newest_sale_at: None,
            outlets_expected: expected,
            outlets_heard: heard,
            missing: (0..missing).map(code).collect(),
        }
    }

    /// All that are missing have opened.
    fn all_open(freshness: Freshness) -> Attendance {
        Attendance::of(freshness, &[])
    }

    fn line(freshness: Freshness) -> String {
        at(&all_open(freshness), &Moment::Now)
    }

    fn at(heard: &Attendance, moment: &Moment) -> String {
        count_text(heard, moment, || "No sales yet today".to_owned())
            + &rest_text(heard, moment, Code::to_string)
    }

    #[test]
    fn an_old_line_says_from_when_it_is() {
        let lost = Moment::Lost("No answer from the server for 1 min.".to_owned(), "22:43".to_owned());
        assert_eq!(
            at(&all_open(freshness(9, 0)), &lost),
            "No answer from the server for 1 min. These figures are from 22:43 your time, with 9 of 9 outlets heard"
        );
        assert_eq!(
            at(&all_open(freshness(2, 1)), &Moment::Earlier("22:43".to_owned())),
            "1 of 2 outlets heard by 22:43 your time; missing: o-0"
        );
    }

    #[test]
    fn a_tick_needs_a_live_line_and_an_outlet_to_expect() {
        let live = |held: Freshness| icon(Some(&all_open(held)), Connection::Live, 0);
        assert_eq!(live(freshness(9, 0)), Icon::Check);
        assert_eq!(live(freshness(9, 1)), Icon::Warning);
        assert_eq!(live(freshness(0, 0)), Icon::Outlet);
        let whole = |connection, age_s| icon(Some(&all_open(freshness(9, 0))), connection, age_s);
        assert_eq!(whole(Connection::Stale, 36), Icon::Warning);
        assert_eq!(whole(Connection::Connecting { again: true }, 0), Icon::Refresh);
        // The figures that came with the page are of this moment, but not for long.
        assert_eq!(whole(Connection::Connecting { again: false }, 19), Icon::Check);
        assert_eq!(whole(Connection::Connecting { again: false }, 20), Icon::Refresh);
    }

    #[test]
    fn the_line_says_what_is_missing() {
        assert_eq!(line(freshness(9, 0)), "9 of 9 outlets heard today");
        assert_eq!(line(freshness(41, 2)), "39 of 41 outlets heard today; missing: o-0; o-1");
        assert!(line(freshness(300, 300)).ends_with("o-11 and 288 more"));
        assert_eq!(line(freshness(1, 1)), "0 of 1 outlet heard today; missing: o-0");
        assert!(line(freshness(0, 0)).starts_with("No sales yet today: the figures begin"));
    }

    #[test]
    fn an_outlet_that_has_yet_to_open_is_not_missing() {
        let heard = |expected, missing, unopened: &[&str]| {
            let unopened: Vec<Code> = unopened.iter().map(|code| code.parse().expect("a code")).collect();
            Attendance::of(freshness(expected, missing), &unopened)
        };
        let told = |held: &Attendance| (icon(Some(held), Connection::Live, 0), at(held, &Moment::Now));
        let both = heard(9, 3, &["o-0", "o-2"]);
        let words = "6 of 9 outlets heard today, 2 have yet to open; missing: o-1";
        assert_eq!(told(&both), (Icon::Warning, words.to_owned()));
        let one = heard(9, 1, &["o-0"]);
        assert_eq!(told(&one), (Icon::Check, "8 of 9 outlets heard today, 1 has yet to open".to_owned()));
        let (early, _) = told(&heard(2, 2, &["o-0", "o-1"]));
        assert_eq!(early, Icon::Outlet, "nothing was heard that a tick could stand for");
    }

    #[test]
    fn outlets_that_sold_are_counted_where_no_ranking_is_cut() {
        assert_eq!(sold_of(&[], 38), "No sales yet today");
        let rank = |outlet: usize, code: &str| {
            let currency: Currency = code.parse().expect("an active currency");
            OutletRank {
                outlet: format!("o-{outlet}").parse().expect("a code"),
                name: String::new(),
                currency,
                gross: Amount::new(1, currency),
                orders: 1,
            }
        };
        let mut ranks: Vec<OutletRank> =
            (0..4).map(|n| rank(n, "INR")).chain((3..8).map(|n| rank(n, "USD"))).collect();
        assert_eq!(sold_of(&ranks, 38), "Sales have come in today");
        assert_eq!(sold_of(&ranks, 8), "8 of 8 outlets sold today");
        ranks.pop();
        assert_eq!(sold_of(&ranks, 38), "7 of 38 outlets sold today");
    }
}
