//! The live page and what feeds it.

pub mod page;
