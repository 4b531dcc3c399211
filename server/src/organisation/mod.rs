//! The franchise network: its regions, franchises, outlets and items.
//!
//! It comes from an organisation file, from an import, or from the demo. Readers use the [`Directory`], a picture of it in
//! memory; the database is asked again only when something changed. Inside the program scopes and outlets are numbers;
//! their codes appear where people and other programs do. An outlet's id is its scope id: there is one id space.

pub mod apply;
pub mod business_day;
pub mod country;
pub mod demo;
pub mod directory;
pub mod file;
pub mod handle;
pub mod http;
pub mod items;
pub mod model;
pub mod opening;
pub mod opening_hours;
pub mod port;
pub mod store;
pub mod version;

pub use directory::Directory;
pub use handle::DirectoryHandle;
pub use model::{Membership, Outlet, OutletId, ScopeId};
