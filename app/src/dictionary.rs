//! The measures by their names and meanings: one text for all pages. The API tells its version.

/// Raised whenever a meaning changes.
pub const VERSION: u32 = 1;

/// A word of the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Orders,
    Gross,
    Net,
    Tax,
    Discount,
    AverageOrder,
    ItemsSold,
    Returns,
    Returned,
    NetSales,
    Cancelled,
    Customers,
    NewCustomers,
    Conversion,
    Segment,
    Lifetime,
    ItemAmount,
    BusinessDay,
    Partial,
}

impl Term {
    /// Every word, in the order in which a reader meets them.
    pub const ALL: [Self; 19] = [
        Self::Orders,
        Self::Gross,
        Self::Net,
        Self::Tax,
        Self::Discount,
        Self::AverageOrder,
        Self::ItemsSold,
        Self::Returns,
        Self::Returned,
        Self::NetSales,
        Self::Cancelled,
        Self::Customers,
        Self::NewCustomers,
        Self::Conversion,
        Self::Segment,
        Self::Lifetime,
        Self::ItemAmount,
        Self::BusinessDay,
        Self::Partial,
    ];

    /// As it stands over a column.
    pub fn label(self) -> &'static str {
        match self {
            Self::Orders => "Orders",
            Self::Gross => "Gross",
            Self::Net => "Net",
            Self::Tax => "Tax",
            Self::Discount => "Discount",
            Self::AverageOrder => "Average order",
            Self::ItemsSold => "Items sold",
            Self::Returns => "Returns",
            Self::Returned => "Returned",
            Self::NetSales => "Net sales",
            Self::Cancelled => "Cancelled",
            Self::Customers => "Customers",
            Self::NewCustomers => "New customers",
            Self::Conversion => "Conversion",
            Self::Segment => "Segment",
            Self::Lifetime => "Lifetime value",
            Self::ItemAmount => "Amount",
            Self::BusinessDay => "Business day",
            Self::Partial => "Partial",
        }
    }

    /// In a sentence or two.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Orders => "Completed sales that were not cancelled, on their own business day.",
            Self::Gross => "What was charged for completed sales, tax and cash rounding included.",
            Self::Net => "Gross less tax.",
            Self::Tax => "The tax in gross.",
            Self::Discount => "What was taken off the prices of completed sales.",
            Self::AverageOrder => "Gross divided by the orders of the same sales.",
            Self::ItemsSold => "Pieces or weight sold, less what came back.",
            Self::Returns => "Returns on the day they were made. They never reduce gross or orders.",
            Self::Returned => "What was given back for returns, at or below zero.",
            Self::NetSales => "Net, less the net of returns.",
            Self::Cancelled => "Sales that were cancelled, on the sale's own day. They count nowhere else.",
            Self::Customers => {
                "Different identified customers with a completed sale in these days. They do not add up over days or outlets."
            }
            Self::NewCustomers => {
                "Customers whose first completed sale ever in these outlets falls into these days."
            }
            Self::Conversion => "Of the quotes made in these days, those that became orders.",
            Self::Segment => {
                "High value: customers who bought at least as much as the last of the best tenth. Medium: as the last of the best three tenths. Low: all others. Equal customers stay together."
            }
            Self::Lifetime => "Everything the customer ever bought in these outlets, in this currency.",
            Self::ItemAmount => {
                "Line totals of completed sales. Cash rounding belongs to no item, so items need not add up to gross."
            }
            Self::BusinessDay => {
                "The date on the outlet's clock; before its cut-off a sale still belongs to the day before."
            }
            Self::Partial => {
                "Some outlet has not ended it yet, or the chosen days cut the week or month off."
            }
        }
    }
}
