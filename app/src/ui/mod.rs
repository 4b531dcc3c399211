//! Parts of pages that know no feature.

#[cfg(feature = "hydrate")]
pub mod chart;
#[cfg(feature = "ssr")]
pub mod filter;
#[cfg(feature = "ssr")]
pub mod form;
pub mod frame;
#[cfg(feature = "ssr")]
pub mod grid;
#[cfg(feature = "ssr")]
pub mod help;
pub mod icon;
pub mod meter;
pub mod money;
#[cfg(feature = "ssr")]
pub mod plain;
pub mod rolling;
pub mod state_panel;

use leptos::prelude::Signal;

/// A text that changes. Every closure in a view is compiled with its own copy of the code that renders it; a signal
/// shares one with all others.
pub fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}
