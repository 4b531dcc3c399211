//! What the server does by itself, put together for a page: it owns no data, and reads what jobs and summaries keep and how
//! far writer, boards and columns have come.

pub mod port;
pub mod store;
