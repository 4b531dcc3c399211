//! The network as a reader sees it: regions, franchises and outlets by their codes and names.
//!
//! Source: `server::organisation`. Ids of the database never come here; outward everything has a code.

pub mod api;
#[cfg(feature = "ssr")]
pub mod choice;
pub mod model;
pub mod page;
pub mod rail;

pub use model::{OutletFacts, OutletPlace, Place, Places};

/// The organisation's places, loaded once for every page.
pub type PlacesResource = leptos::prelude::Resource<Result<Places, crate::error::PageError>>;
