//! The shapes of boards and frames for the OpenAPI document.
//!
//! The values themselves are those of [`app::live`], which knows no documentation; a test compares the two.

use utoipa::ToSchema;

/// What a scope shows on a business day: a function of the event log up to `cursor`.
#[derive(Debug, ToSchema)]
pub struct Board {
    /// network, region:CODE, franchise:CODE or outlet:CODE.
    pub scope: String,
    /// Null while the scope's outlets stand on different days.
    #[schema(format = Date)]
    pub business_day: Option<String>,
    /// The first and the last current business day among the scope's outlets.
    pub days: Days,
    /// Id of the last event that changed what is shown.
    pub revision: i64,
    /// Id of the last event that was read.
    pub cursor: i64,
    /// Identity of the event log: ids of two epochs cannot be compared.
    pub epoch: String,
    /// The server's time at which everything up to `cursor` was in.
    #[schema(format = DateTime)]
    pub as_of: String,
    /// A row for each currency that has any fact of the day.
    pub totals: Vec<Totals>,
    /// From the scope's common cut-off hour on.
    #[schema(min_items = 24, max_items = 24)]
    pub hours: Vec<HourCell>,
    /// The same weekday of the week before, whole day.
    pub compare: Compare,
    /// By currency, gross descending, code.
    pub top_outlets: Vec<OutletRank>,
    /// By currency, quantity descending, code.
    pub top_items: Vec<ItemRank>,
    /// Newest first.
    #[schema(max_items = 50)]
    pub feed: Vec<FeedRow>,
    /// Null for a past day.
    pub freshness: Option<Freshness>,
}

#[derive(Debug, ToSchema)]
pub struct Days {
    #[schema(format = Date)]
    pub min: String,
    #[schema(format = Date)]
    pub max: String,
}

/// The measures of one currency. Returns stand apart, at or below zero; net is gross less tax.
#[derive(Debug, ToSchema)]
pub struct Totals {
    pub currency: String,
    pub orders: i64,
    pub gross: String,
    pub net: String,
    pub tax: String,
    pub discount: String,
    pub qty: String,
    pub returns: i64,
    pub returned: String,
    pub returned_net: String,
    pub returned_tax: String,
    pub returned_qty: String,
    pub cancelled: i64,
    pub cancelled_amount: String,
}

/// The sales of one hour of the outlets' wall clocks.
#[derive(Debug, ToSchema)]
pub struct HourCell {
    #[schema(minimum = 0, maximum = 23)]
    pub hour: u8,
    pub totals: Vec<HourTotals>,
}

#[derive(Debug, ToSchema)]
pub struct HourTotals {
    pub currency: String,
    pub gross: String,
    pub orders: i64,
}

#[derive(Debug, ToSchema)]
pub struct Compare {
    pub days: Days,
    #[schema(min_items = 24, max_items = 24)]
    pub hours: Vec<HourCell>,
}

#[derive(Debug, ToSchema)]
pub struct OutletRank {
    pub outlet: String,
    pub name: String,
    pub currency: String,
    pub gross: String,
    pub orders: i64,
}

#[derive(Debug, ToSchema)]
pub struct ItemRank {
    pub item: String,
    pub name: String,
    pub qty: String,
    pub currency: String,
    pub amount: String,
}

/// One fact. Amounts and quantities of returns are negative.
#[derive(Debug, ToSchema)]
pub struct FeedRow {
    /// Rows merge by it.
    pub event: i64,
    /// `sale`, `return` or `cancellation`.
    pub kind: String,
    /// Null for a return that names no sale.
    #[schema(format = Uuid)]
    pub sale: Option<String>,
    pub number: String,
    pub outlet: String,
    /// With the outlet's own offset.
    #[schema(format = DateTime)]
    pub at: String,
    pub cancelled: bool,
    /// A later business day had begun when it was recorded.
    pub late: bool,
    pub currency: String,
    pub amount: String,
    pub qty: String,
    pub customer: Option<String>,
    /// Names of the first three items.
    #[schema(max_items = 3)]
    pub items: Vec<String>,
}

#[derive(Debug, ToSchema)]
pub struct Freshness {
    #[schema(format = DateTime)]
    pub newest_sale_at: Option<String>,
    /// Outlets with a sale in the seven business days before.
    pub outlets_expected: u32,
    /// Those of them with a fact since their day began.
    pub outlets_heard: u32,
    /// Codes of the others.
    pub missing: Vec<String>,
}

/// Frame `patch`: what changed since revision `base`, as new absolute values. What is absent did not change.
///
/// It fits a board whose revision is `base`; any other needs a new snapshot, which reopening the stream brings.
#[derive(Debug, ToSchema)]
pub struct Patch {
    pub scope: String,
    pub epoch: String,
    pub base: i64,
    pub revision: i64,
    pub cursor: i64,
    #[schema(format = DateTime)]
    pub as_of: String,
    /// Whole rows, which replace those of their currency.
    #[schema(required = false)]
    pub totals: Vec<Totals>,
    /// Whole entries, which replace those of their hour.
    #[schema(required = false)]
    pub hours: Vec<HourCell>,
    /// The same of the comparison.
    #[schema(required = false)]
    pub compare: Vec<HourCell>,
    /// The whole lists, in their order, of the currencies in which anything changed.
    #[schema(required = false)]
    pub top_outlets: Vec<OutletPlace>,
    /// Likewise.
    #[schema(required = false)]
    pub top_items: Vec<ItemPlace>,
    #[schema(required = false)]
    pub freshness: FreshnessPatch,
    #[schema(required = false)]
    pub feed: FeedRows,
}

/// A place in the list of top outlets. What is absent is as it was in the row of the same outlet and currency.
#[derive(Debug, ToSchema)]
pub struct OutletPlace {
    pub outlet: String,
    pub currency: String,
    #[schema(required = false)]
    pub name: String,
    #[schema(required = false)]
    pub gross: String,
    #[schema(required = false)]
    pub orders: i64,
}

/// A place in the list of top items. What is absent is as it was in the row of the same item and currency.
#[derive(Debug, ToSchema)]
pub struct ItemPlace {
    pub item: String,
    pub currency: String,
    #[schema(required = false)]
    pub name: String,
    #[schema(required = false)]
    pub qty: String,
    #[schema(required = false)]
    pub amount: String,
}

/// How complete the picture has become.
#[derive(Debug, ToSchema)]
pub struct FreshnessPatch {
    #[schema(format = DateTime)]
    pub newest_sale_at: Option<String>,
    pub outlets_expected: u32,
    pub outlets_heard: u32,
    /// The whole list, where it is not the held one without `heard`.
    #[schema(required = false)]
    pub missing: Vec<String>,
    /// Codes of outlets that are no longer missing.
    #[schema(required = false)]
    pub heard: Vec<String>,
}

/// New and changed rows, newest first. They are merged by `event` and the newest 50 are kept.
#[derive(Debug, ToSchema)]
pub struct FeedRows {
    #[schema(max_items = 10)]
    pub rows: Vec<FeedRow>,
    /// Rows that found no room.
    pub more: u64,
}

/// Frame `ping`, every 15 s and after each snapshot.
#[derive(Debug, ToSchema)]
pub struct Ping {
    #[schema(format = DateTime)]
    pub at: String,
    pub epoch: String,
    pub cursor: i64,
    #[schema(format = DateTime)]
    pub as_of: String,
    pub scopes: Vec<Position>,
}

/// Where the server's board of a scope stands.
#[derive(Debug, ToSchema)]
pub struct Position {
    pub scope: String,
    pub revision: i64,
    /// Over the cells without the feed.
    pub hash: String,
}

/// Frame `bye`: the server is about to end the stream.
#[derive(Debug, ToSchema)]
pub struct Bye {
    pub reason: String,
    /// When to come back.
    pub retry_ms: u32,
}
