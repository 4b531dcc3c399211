//! The build, in the project's own language.
fn main() {}
