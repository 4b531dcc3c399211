//! Customers who said who they are: by a reference of the organisation, else by their phone.
//!
//! They are made and renamed by the sales that name them (`sales::ingest`) and read here. A customer belongs to the whole
//! organisation, but whoever may see only a part of it sees only those who bought there.

pub mod http;
pub mod store;
