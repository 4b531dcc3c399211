//! Settings: one section, one file. The only place that reads the environment.

pub mod database;
pub mod duration;
pub mod environment;
pub mod listen;
pub mod log;
pub mod testing;
