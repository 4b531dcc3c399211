//! Everything the writer asks and tells SQLite, prepared once.

use rusqlite::{Connection, Result, Statement};

use crate::events::append;
use crate::restatements;
use crate::summaries::add;

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

statements! {
    begin: "begin immediate",
    commit: "commit",
    rollback: "rollback",
    data_version: "pragma data_version",

    find_receipts: include_str!("../../sql/find_receipts.sqlite.sql"),
    find_sale_standing: include_str!("../../sql/find_sale_standing.sql"),
    find_return_standing: include_str!("../../sql/find_return_standing.sql"),
    list_sale_line_items: include_str!("../../sql/list_sale_line_items.sql"),
    list_return_line_items: include_str!("../../sql/list_return_line_items.sql"),
    list_returned: include_str!("../../sql/list_returned.sql"),
    find_items: include_str!("../../sql/find_items.sqlite.sql"),
    find_customers: include_str!("../../sql/find_customers.sqlite.sql"),
    find_day_start: include_str!("../../sql/find_day_start.sql"),
    find_started_days: restatements::store::FIND_STARTED_DAYS,
    give_sale_rows: include_str!("../../sql/give_sale_rows.sqlite.sql"),
    give_return_rows: include_str!("../../sql/give_return_rows.sqlite.sql"),
    give_item_rows: include_str!("../../sql/give_item_rows.sqlite.sql"),
    give_customer_rows: include_str!("../../sql/give_customer_rows.sqlite.sql"),
    find_last_given_id: append::sqlite::FIND_LAST_GIVEN_ID,

    insert_items: include_str!("../../sql/insert_items.sqlite.sql"),
    insert_customers: include_str!("../../sql/insert_customers.sqlite.sql"),
    insert_sales: include_str!("../../sql/insert_sales.sqlite.sql"),
    insert_sale_lines: include_str!("../../sql/insert_sale_lines.sqlite.sql"),
    insert_sale_tenders: include_str!("../../sql/insert_sale_tenders.sqlite.sql"),
    insert_returns: include_str!("../../sql/insert_returns.sqlite.sql"),
    insert_return_lines: include_str!("../../sql/insert_return_lines.sqlite.sql"),
    insert_return_tenders: include_str!("../../sql/insert_return_tenders.sqlite.sql"),
    insert_cancellations: include_str!("../../sql/insert_cancellations.sqlite.sql"),
    insert_day_starts: include_str!("../../sql/insert_day_starts.sqlite.sql"),
    add_to_scope_days: add::sqlite::SCOPE_DAYS,
    add_to_scope_hours: add::sqlite::SCOPE_HOURS,
    add_to_item_days: add::sqlite::ITEM_DAYS,
    add_to_customer_days: add::sqlite::CUSTOMER_DAYS,
    add_to_restatements: restatements::store::ADD,
    insert_events: append::sqlite::INSERT_EVENTS,
}

impl Statements<'_> {
    /// Whether no transaction is open.
    pub(super) fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }
}
