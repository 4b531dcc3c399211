//! What answers take up in memory.

use app::analytics::{
    CategorySales, Comparison, CustomerSales, ItemSales, Overview, Period, RangeTotals, Segment, TopCustomer,
    WeekHour,
};
use app::live::Totals;

use super::report::PlaceSums;
use super::store::RankedOutlet;

/// A value that may hold memory elsewhere.
pub(super) trait Weigh: Sized {
    /// Bytes beyond the value's own, room to grow among them.
    fn heap_bytes(&self) -> usize {
        0
    }

    /// Bytes in all.
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.heap_bytes()
    }
}

impl<T: Weigh> Weigh for Vec<T> {
    fn heap_bytes(&self) -> usize {
        self.capacity() * size_of::<T>() + self.iter().map(T::heap_bytes).sum::<usize>()
    }
}

impl<T: Weigh> Weigh for Option<T> {
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::heap_bytes)
    }
}

impl Weigh for String {
    fn heap_bytes(&self) -> usize {
        self.capacity()
    }
}

impl Weigh for Totals {}

impl Weigh for WeekHour {}

impl Weigh for RankedOutlet {}

impl Weigh for PlaceSums {}

impl Weigh for Overview {
    fn heap_bytes(&self) -> usize {
        self.totals.heap_bytes()
    }
}

impl Weigh for Period {
    fn heap_bytes(&self) -> usize {
        self.name.heap_bytes() + self.totals.heap_bytes()
    }
}

impl Weigh for RangeTotals {
    fn heap_bytes(&self) -> usize {
        self.totals.heap_bytes()
    }
}

impl Weigh for Comparison {
    fn heap_bytes(&self) -> usize {
        [&self.range, &self.before, &self.year_before].into_iter().map(Weigh::heap_bytes).sum()
    }
}

impl Weigh for CustomerSales {
    fn heap_bytes(&self) -> usize {
        let person = &self.customer;
        person.reference.heap_bytes() + person.name.heap_bytes() + person.email.heap_bytes()
    }
}

impl Weigh for TopCustomer {
    fn heap_bytes(&self) -> usize {
        self.sales.heap_bytes()
    }
}

impl Weigh for Segment {
    fn heap_bytes(&self) -> usize {
        self.top.heap_bytes()
    }
}

impl Weigh for ItemSales {
    fn heap_bytes(&self) -> usize {
        self.code.heap_bytes() + self.name.heap_bytes() + self.category.heap_bytes()
    }
}

impl Weigh for CategorySales {
    fn heap_bytes(&self) -> usize {
        self.category.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_elsewhere_is_weighed_as_well() {
        let category = |bytes| CategorySales {
            category: Some("x".repeat(bytes)),
            currency: "INR".parse().unwrap(),
            items: 1,
            qty: app::units::Quantity(0),
            amount: app::units::Amount { minor: 0, decimals: 2 },
        };
        let own = size_of::<Vec<CategorySales>>() + 2 * size_of::<CategorySales>();
        assert_eq!(vec![category(100), category(23)].bytes(), own + 123);
        assert_eq!(Vec::<CategorySales>::new().bytes(), size_of::<Vec<CategorySales>>());
        assert_eq!(Some(Vec::<PlaceSums>::with_capacity(8)).heap_bytes(), 8 * size_of::<PlaceSums>());
    }
}
