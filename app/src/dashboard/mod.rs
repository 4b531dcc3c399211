//! The live page: arranges what `live` delivers into widgets. It owns no data.

pub mod page;
