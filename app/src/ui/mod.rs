//! Parts of pages that know no feature.

#[cfg(feature = "hydrate")]
pub mod chart;
pub mod frame;
pub mod icon;
pub mod meter;
pub mod money;
pub mod rolling;
pub mod state_panel;
