//! What one outlet rings up: baskets by its own favourites, taxes, tenders, and what comes back.

use app::units::decimal::divide_half_away;
use app::units::{Currency, UnixMs};

use super::chance::Chance;
use crate::organisation::Outlet;
use crate::organisation::business_day;
use crate::organisation::demo::CatalogueItem;
use crate::sales::EntryKind;
use crate::sales::draft::{CustomerDraft, EntryDraft, LineDraft, TenderDraft};
use crate::sales::exact::Number;
use crate::sales::text::{ItemCode, Text};

/// Of 1 000 sales: to a customer who is known, and with something taken off.
const KNOWN_CUSTOMERS: u64 = 300;
const DISCOUNTED: u64 = 60;
/// How often a basket has one, two, … different items, and a line one, two, … pieces.
const LINES: [u64; 5] = [46, 30, 14, 7, 3];
const PIECES: [u64; 4] = [76, 18, 4, 2];
/// Customers of an outlet who are known by a reference.
const REGULARS: u64 = 180;
/// Tax contained in prices, in hundredths of a per cent.
const TAXES: [(&str, i64); 4] = [("INR", 500), ("ZAR", 1_500), ("USD", 888), ("GBP", 2_000)];
/// In which currency prices are taken where the catalogue does not know the outlet's.
const FALLBACK: &str = "USD";
/// What people pay with and how often; cash comes first.
const TENDERS: [(&str, u64); 3] = [("cash", 25), ("card", 40), ("wallet", 35)];

/// An outlet with its menu.
#[derive(Clone, Debug)]
pub struct Shop {
    pub outlet: Outlet,
    menu: Vec<Dish>,
    /// In hundredths of a per cent.
    tax_rate: i64,
}

/// An item as this outlet sells it.
#[derive(Clone, Debug)]
struct Dish {
    code: ItemCode,
    name: Text,
    category: Option<Text>,
    price_minor: i64,
    /// How often it is taken, relative to the others.
    weight: u64,
}

impl Shop {
    /// The outlet with the items of `catalogue`, of which each outlet has favourites of its own.
    #[must_use]
    pub fn new(outlet: Outlet, catalogue: &[CatalogueItem]) -> Self {
        let menu = catalogue.iter().filter_map(|entry| dish(entry, &outlet)).collect();
        let rate =
            TAXES.iter().find(|(code, _)| *code == outlet.currency.code()).map_or(0, |(_, rate)| *rate);
        Self { outlet, menu, tax_rate: rate }
    }

    /// A sale at `at`.
    #[must_use]
    pub fn sale(&self, at: UnixMs, chance: &mut Chance) -> EntryDraft {
        let has_discount = chance.permille(DISCOUNTED);
        let mut lines: Vec<Line> = Vec::new();
        for _ in 0..=chance.weighted(LINES.into_iter()).unwrap_or_default() {
            let place = chance.weighted(self.menu.iter().map(|dish| dish.weight)).unwrap_or_default();
            if lines.iter().all(|line| line.dish != place) {
                let pieces = 1 + chance.weighted(PIECES.into_iter()).unwrap_or_default();
                lines.push(self.line(place, i64::try_from(pieces).unwrap_or(1), has_discount));
            }
        }
        let sum: i64 = lines.iter().map(|line| line.total_minor).sum();
        let paid_by = chance.weighted(TENDERS.iter().map(|(_, weight)| *weight)).unwrap_or_default();
        let is_cash = paid_by == 0;
        let rounding = if is_cash { self.rounding(sum) } else { 0 };
        let tender = self.tender(TENDERS[paid_by].0, sum + rounding, is_cash, chance);
        let drafts = lines.iter().map(|line| self.line_draft(line)).collect();
        EntryDraft {
            customer: chance.permille(KNOWN_CUSTOMERS).then(|| self.customer(chance)),
            rounding: (rounding != 0).then(|| self.amount(rounding)),
            tender: Some(vec![tender]),
            ..self.entry(EntryKind::Sale, at, drafts, sum + rounding, chance)
        }
    }

    /// The return of one piece of `sale` at `at`; `None` where its cash rounding leaves too little to pay back.
    #[must_use]
    pub fn return_of(&self, sale: &EntryDraft, at: UnixMs, chance: &mut Chance) -> Option<EntryDraft> {
        let length = u64::try_from(sale.lines.len()).unwrap_or_default();
        let sold = sale.lines.get(usize::try_from(chance.below(length)).unwrap_or_default())?;
        let place = self.menu.iter().position(|dish| dish.code == sold.item)?;
        let line = self.line(place, 1, sold.discount.is_some());
        if self.amount(line.total_minor) > sale.total {
            return None;
        }
        let reasons = ["Melted", "Wrong flavour", "Dropped", "Changed their mind"];
        let reason = reasons[usize::try_from(chance.below(4)).unwrap_or_default()];
        let draft = self.entry(EntryKind::Return, at, vec![self.line_draft(&line)], line.total_minor, chance);
        Some(EntryDraft { sale: Some(sale.id), reason: Some(text(reason)), ..draft })
    }

    fn entry(
        &self,
        kind: EntryKind,
        at: UnixMs,
        lines: Vec<LineDraft>,
        total_minor: i64,
        chance: &mut Chance,
    ) -> EntryDraft {
        EntryDraft {
            kind,
            id: chance.uuid_at(at),
            number: text(&self.number(at)),
            outlet: self.outlet.code.clone(),
            till: Some(text(&format!("T{}", 1 + chance.below(2)))),
            till_seq: None,
            cashier: Some(text(&format!("C{}", 1 + chance.below(6)))),
            shift: None,
            at,
            currency: self.outlet.currency,
            prices_include_tax: Some(true),
            customer: None,
            lines,
            discount: None,
            tax: None,
            rounding: None,
            total: self.amount(total_minor),
            tender: None,
            replaces: None,
            sale: None,
            reason: None,
        }
    }

    /// As receipts are numbered here: the outlet, the date and the time of day.
    fn number(&self, at: UnixMs) -> String {
        let wall = at.with_offset(business_day::place(at, &self.outlet).utc_offset_min);
        let digits: String = wall.chars().take(19).filter(char::is_ascii_digit).collect();
        let (date, time) = digits.split_at(8);
        format!("{}-{}-{time}", self.outlet.code.as_str().to_uppercase(), &date[4..])
    }

    fn line(&self, place: usize, pieces: i64, has_discount: bool) -> Line {
        let full = self.menu[place].price_minor * pieces;
        // A tenth off, per piece, so that a returned piece gives back what was paid for it.
        let discount_minor = if has_discount { self.menu[place].price_minor / 10 * pieces } else { 0 };
        Line { dish: place, pieces, discount_minor, total_minor: full - discount_minor }
    }

    fn line_draft(&self, line: &Line) -> LineDraft {
        let dish = &self.menu[line.dish];
        let rate = i128::from(self.tax_rate);
        let tax = divide_half_away(i128::from(line.total_minor) * rate, 10_000 + rate).unwrap_or_default();
        LineDraft {
            item: dish.code.clone(),
            name: Some(dish.name.clone()),
            category: dish.category.clone(),
            qty: Number::from_scaled(line.pieces, 0),
            unit_price: self.amount(dish.price_minor),
            discount: (line.discount_minor != 0).then(|| self.amount(line.discount_minor)),
            tax: Some(self.amount(i64::try_from(tax).unwrap_or_default())),
            tax_rate: Some(Number::from_scaled(self.tax_rate, 2)),
            tax_code: None,
            total: self.amount(line.total_minor),
        }
    }

    /// To whole rupees, the only currency here whose small coins are gone.
    fn rounding(&self, sum_minor: i64) -> i64 {
        if self.outlet.currency.code() != "INR" {
            return 0;
        }
        let whole = divide_half_away(sum_minor.into(), 100).unwrap_or_default() * 100;
        i64::try_from(whole).unwrap_or(sum_minor) - sum_minor
    }

    fn tender(&self, kind: &str, total_minor: i64, is_cash: bool, chance: &mut Chance) -> TenderDraft {
        // Whoever pays cash gives the next full note, or the exact sum.
        let note = 50 * 10_i64.pow(self.outlet.currency.decimals().into());
        let gives_note = is_cash && chance.permille(700);
        let amount = if gives_note { (total_minor + note - 1) / note * note } else { total_minor };
        TenderDraft {
            kind: text(kind),
            amount: self.amount(amount),
            change: (amount != total_minor).then(|| self.amount(amount - total_minor)),
            currency: None,
            rate: None,
        }
    }

    /// A regular; the smaller the number, the more often they come.
    fn customer(&self, chance: &mut Chance) -> CustomerDraft {
        let widest = 1 + chance.below(REGULARS);
        let number = 1 + chance.below(widest);
        CustomerDraft {
            reference: Some(text(&format!("{}-{number}", self.outlet.code))),
            name: Some(text(&format!("Customer {number}"))),
            ..CustomerDraft::default()
        }
    }

    fn amount(&self, minor: i64) -> Number {
        Number::from_scaled(minor, self.outlet.currency.decimals())
    }
}

struct Line {
    /// Its place on the menu.
    dish: usize,
    pieces: i64,
    discount_minor: i64,
    total_minor: i64,
}

fn dish(entry: &CatalogueItem, outlet: &Outlet) -> Option<Dish> {
    // Between half and one and a half times what the item sells elsewhere.
    let liking = 50 + Chance::of(0, &["liking", outlet.code.as_str(), &entry.item.code]).below(100);
    Some(Dish {
        code: ItemCode::parse(&entry.item.code).ok().flatten()?,
        name: Text::parse(&entry.item.name).ok().flatten()?,
        category: entry.item.category.as_deref().and_then(|category| Text::parse(category).ok().flatten()),
        price_minor: price(entry, outlet.currency)?,
        weight: u64::from(entry.popularity) * liking,
    })
}

/// The price in `currency`, else the figure that it has in the fallback.
fn price(entry: &CatalogueItem, currency: Currency) -> Option<i64> {
    if let Some(price) = entry.prices_minor.get(&currency) {
        return Some(*price);
    }
    let fallback: Currency = FALLBACK.parse().ok()?;
    let price = entry.prices_minor.get(&fallback)?;
    Some(price * 10_i64.pow(u32::from(currency.decimals().saturating_sub(fallback.decimals()))))
}

fn text(text: &str) -> Text {
    Text::parse(text).ok().flatten().expect("generated texts are short and plain")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::events::Origin;
    use crate::generate::testing::outlet;
    use crate::organisation::{Directory, demo};
    use crate::sales::record::{self, Grounds};
    use app::units::Scope;

    const NOW: UnixMs = UnixMs(1_795_091_645_000);

    #[test]
    fn every_sale_and_return_obeys_the_rules_in_every_currency() {
        let catalogue = demo::catalogue();
        for currency in ["INR", "USD", "ZAR", "GBP", "JPY", "KWD"] {
            let outlet = outlet("mg-road", currency);
            let directory = Directory::new(Vec::new(), vec![outlet.clone()], None);
            let grounds = Grounds {
                directory: &directory,
                now: NOW,
                max_ahead: Duration::ZERO,
                origin: Origin::Generate,
                may_create_items: true,
                reach: &Scope::Network,
            };
            let shop = Shop::new(outlet, &catalogue);
            let mut chance = Chance::of(7, &[currency]);
            for _ in 0..500 {
                let sale = shop.sale(NOW, &mut chance);
                assert_eq!(record::check(&sale, &grounds).map(|_| ()), Ok(()), "{sale:?}");
                let Some(back) = shop.return_of(&sale, NOW, &mut chance) else { continue };
                assert_eq!(record::check(&back, &grounds).map(|_| ()), Ok(()), "{back:?}");
                assert!(back.total <= sale.total);
            }
        }
    }

    #[test]
    fn a_number_tells_outlet_and_time() {
        let shop = Shop::new(outlet("mg-road", "INR"), &demo::catalogue());
        assert_eq!(shop.number(NOW), "MG-ROAD-1119-180405");
    }

    #[test]
    fn outlets_have_favourites() {
        let catalogue = demo::catalogue();
        let best = |code: &str| {
            let shop = Shop::new(outlet(code, "INR"), &catalogue);
            let mut weights: Vec<(u64, String)> =
                shop.menu.iter().map(|dish| (dish.weight, dish.code.to_string())).collect();
            weights.sort_unstable();
            weights.split_off(weights.len() - 5)
        };
        assert_ne!(best("mg-road"), best("colaba"));
    }
}
