//! Traffic for a running server, over its public API, as tills would send it.
//!
//! What is sent comes from the generator ([`traffic`]) or from a day of a file ([`replay`]). A till that is not answered
//! asks again with the same id until it is ([`delivery`]), so a restart of the server loses nothing and doubles nothing.
//! Nothing here opens the database: whoever simulates needs an address and a key, like any other till.

pub mod client;
pub mod delivery;
pub mod network;
pub mod replay;
pub mod tally;
pub mod tills;
pub mod traffic;
pub mod wire;
