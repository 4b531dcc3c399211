//! How numbers, money, times and ages are written for a reader: one formatter for server and browser, so that what the
//! server rendered is what hydration expects.
//!
//! Separators, the place of the sign and its spelling come from the reader's locale; digits of rupees and other
//! currencies of lakhs are grouped as their own country groups them, whoever reads. A newcomer would call the browser's
//! `Intl` here: the server has none, and the two would differ by version.

mod money;
mod table;
mod time;

pub use money::{MoneyText, compact, money, price};
pub use time::{
    age, clock, date, date_long, day_long, day_of, day_of_month, day_short, hour_and_minute, hour_label,
    hour_span, month_span, weekday, with_zone,
};

use super::Quantity;

/// How the readers of one language and country write numbers. Source: CLDR, by `scripts/assets/locales.mjs`.
#[derive(Debug, PartialEq, Eq)]
pub struct Locale {
    /// BCP 47, the language alone for the most common country.
    pub tag: &'static str,
    decimal: &'static str,
    group: &'static str,
    /// Digits of every group but the first from the right, which has three.
    secondary: usize,
    /// Whole digits from which groups are made.
    least_grouped: usize,
    /// Whether the currency's sign stands before the digits.
    sign_first: bool,
    /// Whether the minus stands between sign and digits.
    minus_inside: bool,
    /// Between sign and digits.
    space: &'static str,
    /// Signs by currency code, where they differ from [`table::SIGNS`].
    signs: &'static [(&'static str, &'static str)],
}

/// The minus sign; a hyphen is too short beside digits.
const MINUS: char = '\u{2212}';

impl Locale {
    /// For readers of no other.
    pub fn fallback() -> &'static Self {
        &table::LOCALES[0]
    }

    /// The locale of exactly this tag, else of its language, else the fallback.
    pub fn of_tag(tag: &str) -> &'static Self {
        Self::known(tag.trim()).unwrap_or_else(Self::fallback)
    }

    /// The first locale of an `Accept-Language` header that is known, in the order of the reader's preference.
    pub fn accepted(header: &str) -> &'static Self {
        let mut wanted: Vec<(u16, &str)> = header.split(',').filter_map(preference).collect();
        wanted.sort_by_key(|&(thousandths, _)| std::cmp::Reverse(thousandths));
        wanted.into_iter().find_map(|(_, tag)| Self::known(tag)).unwrap_or_else(Self::fallback)
    }

    fn known(tag: &str) -> Option<&'static Self> {
        let exact =
            |wanted: &str| table::LOCALES.iter().find(|locale| locale.tag.eq_ignore_ascii_case(wanted));
        exact(tag).or_else(|| exact(tag.split('-').next()?))
    }

    /// Digits of a whole number, grouped.
    fn grouped(&self, digits: &str, secondary: usize) -> String {
        if digits.len() < self.least_grouped {
            return digits.to_owned();
        }
        let first_from_right = digits.len() - 3;
        let mut text = String::with_capacity(digits.len() * 2);
        for (at, digit) in digits.char_indices() {
            let rest = first_from_right.checked_sub(at);
            if at > 0 && rest.is_some_and(|rest| rest % secondary == 0) {
                text.push_str(self.group);
            }
            text.push(digit);
        }
        text
    }
}

/// One entry of an `Accept-Language` header with its weight in thousandths; `None` for a refused one.
fn preference(entry: &str) -> Option<(u16, &str)> {
    let mut pieces = entry.split(';').map(str::trim);
    let tag = pieces.next().filter(|tag| !tag.is_empty())?;
    let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(Some(1_000), thousandths)?;
    (weight > 0).then_some((weight, tag))
}

fn thousandths(text: &str) -> Option<u16> {
    let value = super::decimal::parse_scaled(text, 3).ok()?;
    u16::try_from(value).ok().filter(|&value| value <= 1_000)
}

/// A whole number.
pub fn count(locale: &Locale, number: i64) -> String {
    let digits = locale.grouped(&number.unsigned_abs().to_string(), locale.secondary);
    if number < 0 { format!("{MINUS}{digits}") } else { digits }
}

/// A quantity, with as many of its three decimals as it needs.
pub fn quantity(locale: &Locale, quantity: Quantity) -> String {
    let plain = Quantity(quantity.0.saturating_abs()).to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = if quantity.0 < 0 { MINUS.to_string() } else { String::new() };
    text.push_str(&locale.grouped(whole, locale.secondary));
    if !fraction.is_empty() {
        text.push_str(locale.decimal);
        text.push_str(fraction);
    }
    text
}

/// `part` in whole percent of `whole`, halves away from zero; `None` of nothing.
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    let rounded = super::decimal::divide_half_away(i128::from(part) * 100, i128::from(whole))?;
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_is_met_in_the_order_of_preference() {
        for (header, tag) in [
            ("en-IN,en;q=0.9", "en-IN"),
            ("xx, de-CH;q=0.4, fr;q=0.8", "fr"),
            ("de-DE", "de"),
            ("pt-BR;q=1.0", "pt"),
            ("de;q=0, xx", "en"),
            ("*", "en"),
            ("", "en"),
            (";q=9,,de;q=abc", "en"),
        ] {
            assert_eq!(Locale::accepted(header).tag, tag, "{header}");
        }
    }

    #[test]
    fn counts_and_quantities_follow_the_reader() {
        let text = |tag: &str| {
            let locale = Locale::of_tag(tag);
            format!("{} {}", count(locale, -1_234_567), quantity(locale, Quantity(12_345_500)))
        };
        assert_eq!(text("en"), "−1,234,567 12,345.5");
        assert_eq!(text("en-IN"), "−12,34,567 12,345.5");
        assert_eq!(text("de"), "−1.234.567 12.345,5");
        assert_eq!(count(Locale::of_tag("es"), 1_234), "1234");
        assert_eq!(count(Locale::of_tag("es"), 12_345), "12.345");
    }

    #[test]
    fn percentages_round_half_away_from_zero() {
        assert_eq!(percent(1, 8), Some(13));
        assert_eq!(percent(-1, 8), Some(-13));
        assert_eq!(percent(5, 0), None);
        assert_eq!(percent(i64::MAX, 1), None);
    }
}
