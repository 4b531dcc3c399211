//! The demo franchise, as the program carries it: `demo/organisation.toml` and `demo/catalogue.toml`.

use std::collections::BTreeMap;

use app::units::Currency;
use app::units::decimal::parse_scaled;
use serde::Deserialize;

use super::file::{self, OrganisationFile};
use super::items::NewItem;

/// An item of the demo with what it takes to make sales of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueItem {
    pub item: NewItem,
    /// Its share of what is sold, relative to the others; at least 1.
    pub popularity: u32,
    /// The price of one, taxes included, in minor units.
    pub prices_minor: BTreeMap<Currency, i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogue {
    items: Vec<RawItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    code: String,
    name: String,
    category: String,
    popularity: u32,
    prices: BTreeMap<Currency, String>,
}

/// The demo's regions, franchises, outlets and items, ready to be applied.
#[must_use]
pub fn organisation() -> OrganisationFile {
    let file = file::parse_toml(include_str!("../../../demo/organisation.toml"));
    let items = catalogue().into_iter().map(|entry| entry.item).collect();
    OrganisationFile { items, ..file.expect("a test reads the demo's organisation file") }
}

/// The demo's items with their prices in every currency of its outlets.
#[must_use]
pub fn catalogue() -> Vec<CatalogueItem> {
    let raw: RawCatalogue = toml::from_str(include_str!("../../../demo/catalogue.toml"))
        .expect("a test reads the demo's catalogue");
    raw.items.into_iter().map(RawItem::into_item).collect()
}

impl RawItem {
    fn into_item(self) -> CatalogueItem {
        let Self { code, name, category, popularity, prices } = self;
        let minor = |(currency, price): (Currency, String)| {
            let minor = parse_scaled(&price, currency.decimals()).expect("a test reads every price");
            (currency, i64::try_from(minor).expect("a price is small"))
        };
        CatalogueItem {
            item: NewItem { code, name, category: Some(category), needs_review: false },
            popularity,
            prices_minor: prices.into_iter().map(minor).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_demo_is_a_network_worth_looking_at() {
        let demo = organisation();
        assert!(demo.outlets.len() >= 12 && demo.regions.len() >= 4 && demo.franchises.len() >= 5);
        let zones: BTreeSet<&str> = demo.outlets.iter().map(|outlet| outlet.time_zone.name()).collect();
        assert!(zones.len() >= 3, "{zones:?}");
        assert!(demo.outlets.iter().any(|outlet| outlet.cutoff_min == 240));
        assert!(demo.items.len() >= 30);
    }

    #[test]
    fn every_item_has_a_price_wherever_it_is_sold() {
        let demo = organisation();
        let currencies: BTreeSet<Currency> =
            demo.outlets.iter().filter_map(|outlet| outlet.currency.or(demo.default_currency)).collect();
        assert!(currencies.len() >= 3, "{currencies:?}");
        let mut codes = BTreeSet::new();
        for entry in catalogue() {
            assert!(entry.popularity > 0 && entry.item.code == entry.item.code.to_lowercase());
            assert!(codes.insert(entry.item.code.clone()), "{} stands twice", entry.item.code);
            for currency in &currencies {
                assert!(entry.prices_minor.get(currency).is_some_and(|price| *price > 0), "{entry:?}");
            }
        }
    }
}
