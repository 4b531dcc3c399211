//! Settings: one section, one file. The only place that reads the environment.

pub mod duration;
pub mod listen;
