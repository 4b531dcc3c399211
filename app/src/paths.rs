//! Every page path as a function, so that no link spells a URL by hand.

/// The live page of the whole network.
#[must_use]
pub fn live() -> String {
    "/live".to_owned()
}
