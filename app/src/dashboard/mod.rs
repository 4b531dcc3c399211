//! The live page: arranges what `live` delivers into widgets. It owns no data.
//!
//! Source: the board of one scope, rendered by the server and then kept by `live::stream`. Widgets read slices of it
//! through [`state::LiveState`] and never add money of their own; what is derived (shares, the running hour) is in
//! [`figures`], which is pure.

#[cfg(feature = "hydrate")]
mod announce;
#[cfg(feature = "hydrate")]
mod check;
pub mod figures;
#[cfg(feature = "hydrate")]
mod fold;
#[cfg(feature = "hydrate")]
mod keep_live;
pub mod page;
pub mod state;
pub mod toasts;
pub mod widgets;
