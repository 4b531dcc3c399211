//! Everything the writer asks and tells SQLite, prepared once.

use rusqlite::{Connection, Result, Statement};

macro_rules! statements {
    ($($name:ident: $sql:expr,)+) => {
        /// Prepared statements, by the names of their files.
        pub(super) struct Statements<'c> {
            connection: &'c Connection,
            $(pub(super) $name: Statement<'c>,)+
        }

        impl<'c> Statements<'c> {
            pub(super) fn prepare(connection: &'c Connection) -> Result<Self> {
                Ok(Self { connection, $($name: connection.prepare($sql)?,)+ })
            }
        }
    };
}

macro_rules! sales {
    ($name:literal) => {
        include_str!(concat!("../../sql/", $name, ".sql"))
    };
}

macro_rules! summaries {
    ($name:literal) => {
        include_str!(concat!("../../../summaries/sql/", $name, ".sql"))
    };
}

macro_rules! events {
    ($name:literal) => {
        include_str!(concat!("../../../events/sql/", $name, ".sql"))
    };
}

statements! {
    begin: "begin immediate",
    commit: "commit",
    rollback: "rollback",
    data_version: "pragma data_version",

    find_sale_receipts: sales!("find_sale_receipts.sqlite"),
    find_return_receipts: sales!("find_return_receipts.sqlite"),
    find_sale_standing: sales!("find_sale_standing"),
    find_return_standing: sales!("find_return_standing"),
    list_sale_line_items: sales!("list_sale_line_items"),
    list_return_line_items: sales!("list_return_line_items"),
    list_returned: sales!("list_returned"),
    find_items: sales!("find_items.sqlite"),
    find_customers: sales!("find_customers.sqlite"),
    find_day_start: sales!("find_day_start"),
    give_sale_rows: sales!("give_sale_rows.sqlite"),
    give_return_rows: sales!("give_return_rows.sqlite"),
    give_item_rows: sales!("give_item_rows.sqlite"),
    give_customer_rows: sales!("give_customer_rows.sqlite"),
    find_last_given_id: events!("find_last_given_id.sqlite"),

    insert_items: sales!("insert_items.sqlite"),
    insert_customers: sales!("insert_customers.sqlite"),
    insert_sales: sales!("insert_sales.sqlite"),
    insert_sale_lines: sales!("insert_sale_lines.sqlite"),
    insert_sale_tenders: sales!("insert_sale_tenders.sqlite"),
    insert_returns: sales!("insert_returns.sqlite"),
    insert_return_lines: sales!("insert_return_lines.sqlite"),
    insert_return_tenders: sales!("insert_return_tenders.sqlite"),
    insert_cancellations: sales!("insert_cancellations.sqlite"),
    insert_day_starts: sales!("insert_day_starts.sqlite"),
    add_to_scope_days: summaries!("add_to_scope_days.sqlite"),
    add_to_scope_hours: summaries!("add_to_scope_hours.sqlite"),
    add_to_item_days: summaries!("add_to_item_days.sqlite"),
    add_to_customer_days: summaries!("add_to_customer_days.sqlite"),
    insert_events: events!("insert_events.sqlite"),
}

impl Statements<'_> {
    /// Whether no transaction is open.
    pub(super) fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }
}
