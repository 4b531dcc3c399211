//! The state of the live feed: as a card, and as a pill in the top bar.

use leptos::prelude::*;

use super::kpi::{KpiRow, figure};
use crate::dashboard::state::{FullCheck, LiveState};
use crate::live::connection::{Connection, QUIET_S};
use crate::ui::text;
use crate::units::format;

/// What is said of the state, with its dot.
#[component]
fn ConnectionMark(state: LiveState, words: Signal<String>, class: &'static str) -> impl IntoView {
    let connection = state.connection;
    view! {
        <span class=class data-state=Signal::derive(move || connection.get().name())>
            <span class="connection__dot"></span>
            <span>{words}</span>
        </span>
    }
}

/// The connection in the top bar, with the age of the data where it matters.
#[component]
pub fn ConnectionPill(state: LiveState) -> impl IntoView {
    let connection = state.connection;
    let words = text(move || {
        let label = connection.get().label();
        match (connection.get(), state.age_s.get()) {
            (Connection::Connecting { again: false } | Connection::Live, 0..QUIET_S) | (_, 0) => {
                label.to_owned()
            }
            (_, seconds) => format!("{label} {}", format::age(seconds)),
        }
    });
    view! { <ConnectionMark state words class="connection"/> }
}

/// The connection card: state, age of the data, last sale, and when the whole picture was last compared.
#[component]
pub fn FeedStatusCard(state: LiveState) -> impl IntoView {
    let label = text(move || state.connection.get().label().to_owned());
    let last_sale = state.slice(|board| {
        let newest = board.freshness.as_ref().and_then(|held| held.newest_sale_at.clone());
        newest.and_then(|at| at.parse().ok())
    });
    let last_sale_age = move || {
        last_sale.get().map_or_else(
            || "none yet".to_owned(),
            |at: crate::units::UnixMs| {
                let seconds = state.now.get().0.saturating_sub(at.0).max(0).unsigned_abs() / 1_000;
                if seconds == 0 { "now".to_owned() } else { format!("{} ago", format::age(seconds)) }
            },
        )
    };
    view! {
        <section class="card kpi-card kpi-card--wide kpi-card--live" aria-label="Live feed">
            <h2 class="kpi-card__label">"Live feed"</h2>
            <p class="kpi-card__value">
                <ConnectionMark state words=label class="connection connection--large"/>
            </p>
            <dl class="kpi-card__rows">
                <KpiRow name="Data age".to_owned() value=figure(move || format::age(state.age_s.get()))/>
                <KpiRow name="Last sale".to_owned() value=figure(last_sale_age)/>
            </dl>
            <div class="kpi-card__foot"><span>{text(move || foot_text(state))}</span></div>
        </section>
    }
}

/// While the figures are old, from when they are; else when they were last compared with the server's.
fn foot_text(state: LiveState) -> String {
    match state.connection.get() {
        Connection::Stale | Connection::Offline => {
            format!("Figures from {} your time", state.seen_at.get())
        }
        _ => state.check.with(check_text),
    }
}

fn check_text(check: &FullCheck) -> String {
    match check {
        FullCheck::Fresh => "Checked as the page opened".to_owned(),
        FullCheck::Running => "Checking every figure …".to_owned(),
        FullCheck::Same { at } => format!("Found exact at {at} your time"),
        FullCheck::Renewed { at } => format!("Brought up to date at {at} your time"),
        FullCheck::Corrected { at, times: 1 } => format!("Corrected at {at} your time"),
        FullCheck::Corrected { at, times } => format!("Corrected at {at} your time, {times} times by now"),
        FullCheck::Unsettled => "Sales came in during the check; it runs again soon".to_owned(),
        FullCheck::Failed => "Check unanswered, it runs again soon".to_owned(),
    }
}
