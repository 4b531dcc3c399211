//! What handlers share, built in one place.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use crate::assets::Assets;
use crate::clock::{Clock, SystemClock};
use crate::entropy::Entropy;

/// The parts of a running server. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<Entropy>,
    /// The built files and their addresses.
    pub assets: Assets,
    leptos: LeptosOptions,
}

impl AppState {
    /// A server with the machine's clock and randomness.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Arc::new(SystemClock), Arc::new(Entropy::from_machine()))
    }

    /// A server with the given clock and randomness; tests pass their own.
    #[must_use]
    pub fn with(clock: Arc<dyn Clock>, entropy: Arc<Entropy>) -> Self {
        let leptos = LeptosOptions::builder().output_name("scoopjoy").build();
        Self { clock, entropy, assets: Assets::load(), leptos }
    }
}

impl Default for AppState {
    fn default() -> Self {
        Self::new()
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
