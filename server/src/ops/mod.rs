//! What the server does by itself, put together for a page: it owns no data, and reads what jobs and summaries keep.

pub mod port;
pub mod store;
