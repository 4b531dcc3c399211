//! Quotes and sales orders: what somebody was offered, and whether it was ordered.
//!
//! A program that makes offers sends each under an id of its own, and again whenever its state moves on. What was offered never
//! changes under one id, and its state never goes back: a newcomer who let a late message of an earlier state win would un-confirm
//! orders. Nothing here is a sale: an order adds to no sum, and its sale is sent for itself.

pub mod content;
pub mod draft;
pub mod http;
pub mod items;
pub mod model;
pub mod order;
pub mod place;
pub mod record;
pub mod store;

pub use model::{NewOrder, OrderReceipt, OrderState, StateTimes};
