//! The state of the live feed: as a card, and as a pill in the top bar.

use leptos::prelude::*;

use super::kpi::{KpiRow, figure};
use crate::dashboard::state::{FullCheck, LiveState};
use crate::live::Connection;
use crate::ui::whole::Erase;
use crate::units::format;

/// The word for the state with its dot.
#[component]
fn ConnectionMark(state: LiveState) -> impl IntoView {
    let connection = state.connection;
    view! {
        <span class="connection__dot"></span>
        <span>{Signal::derive(move || connection.get().label())}</span>
    }
}

/// The connection in the top bar, with the age of the data.
#[component]
pub fn ConnectionPill(state: LiveState) -> impl IntoView {
    let connection = state.connection;
    let age = move || match connection.get() {
        Connection::Connecting { again: false } => String::new(),
        _ => format::age(state.age_s.get()),
    };
    view! {
        <span class="connection" data-state=Signal::derive(move || connection.get().name())>
            <ConnectionMark state/>
            <span class="connection__age">{crate::ui::text(age)}</span>
        </span>
    }
    .erased()
}

/// The connection card: state, age of the data, last sale, and when the whole picture was last compared.
#[component]
pub fn FeedStatusCard(state: LiveState) -> impl IntoView {
    let connection = state.connection;
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
                <span class="connection connection--large" data-state=Signal::derive(move || connection.get().name())>
                    <ConnectionMark state/>
                </span>
            </p>
            <dl class="kpi-card__rows">
                <KpiRow name="Data age".to_owned() value=figure(move || format::age(state.age_s.get()))/>
                <KpiRow name="Last sale".to_owned() value=figure(last_sale_age)/>
            </dl>
            <div class="kpi-card__foot"><span>{crate::ui::text(move || state.check.with(check_text))}</span></div>
        </section>
    }
    .erased()
}

fn check_text(check: &FullCheck) -> String {
    match check {
        FullCheck::Fresh => "Checked in full as the page opened".to_owned(),
        FullCheck::Running => "Checking in full …".to_owned(),
        FullCheck::Same { at } => format!("Checked in full at {at}, no drift"),
        FullCheck::Corrected { at, times: 1 } => format!("Checked in full at {at}, drift corrected"),
        FullCheck::Corrected { at, times } => {
            format!("Checked in full at {at}, drift corrected {times} times")
        }
        FullCheck::Failed => "The full check failed, the next follows".to_owned(),
    }
}
