//! Money as its reader and its own country write it.

use std::fmt;

use super::{Locale, MINUS, table};
use crate::units::{Amount, Currency};

/// An amount in pieces, so that a page can show the minor units smaller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MoneyText {
    /// Minus, sign and space, as far as they stand before the digits.
    pub before: String,
    /// The grouped whole units.
    pub whole: String,
    /// Decimal mark and minor units; empty for a currency without.
    pub minor: String,
    /// Space and sign, where they stand behind.
    pub after: String,
}

impl fmt::Display for MoneyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}{}", self.before, self.whole, self.minor, self.after)
    }
}

/// Writes `amount` with every minor unit.
pub fn money(locale: &Locale, currency: Currency, amount: Amount) -> MoneyText {
    let scale = 10_u64.pow(u32::from(amount.decimals));
    let units = amount.minor.unsigned_abs();
    let whole = locale.grouped(&(units / scale).to_string(), secondary(locale, currency));
    let minor = match amount.decimals {
        0 => String::new(),
        decimals => format!("{}{:0width$}", locale.decimal, units % scale, width = usize::from(decimals)),
    };
    framed(locale, currency, amount.minor < 0, whole, minor)
}

/// Writes a price, as `"0.125"`, with every decimal it has; the text itself where it is none.
pub fn price(locale: &Locale, currency: Currency, price: &str) -> String {
    let (whole, fraction) = price.split_once('.').unwrap_or((price, ""));
    let minor = format!("{whole}{fraction}").parse();
    match (minor, u8::try_from(fraction.len())) {
        (Ok(minor), Ok(decimals @ 0..=18)) => money(locale, currency, Amount { minor, decimals }).to_string(),
        _ => price.to_owned(),
    }
}

/// Writes `amount` cut to two decimals with a letter for its size: for axes, never for a figure of record.
///
/// Rupees and their like count in lakhs (L) and crores (Cr), everything else in K, M and B.
pub fn compact(locale: &Locale, currency: Currency, amount: Amount) -> String {
    const THOUSANDS: &[(u64, &str)] = &[(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")];
    const LAKHS: &[(u64, &str)] = &[(10_000_000, "Cr"), (100_000, "L"), (1_000, "K")];
    let steps = if is_of_lakhs(currency) { LAKHS } else { THOUSANDS };
    let units = amount.minor.unsigned_abs() / 10_u64.pow(u32::from(amount.decimals));
    let step = steps.iter().find(|(size, _)| units >= *size);
    let (hundredths, letter) =
        step.map_or((units * 100, ""), |&(size, letter)| (units / (size / 100), letter));
    let tail = match hundredths % 100 {
        0 => letter.to_owned(),
        rest if rest % 10 == 0 => format!("{}{}{letter}", locale.decimal, rest / 10),
        rest => format!("{}{rest:02}{letter}", locale.decimal),
    };
    let whole = locale.grouped(&(hundredths / 100).to_string(), secondary(locale, currency));
    framed(locale, currency, amount.minor < 0, whole, tail).to_string()
}

/// The sign of `currency` for this reader; its code where it has none.
fn sign(locale: &Locale, currency: Currency) -> String {
    let code = currency.code();
    let listed = |list: &'static [(&'static str, &'static str)]| {
        list.iter().find(|(known, _)| *known == code).map(|(_, sign)| *sign)
    };
    listed(locale.signs).or_else(|| listed(table::SIGNS)).unwrap_or(code).to_owned()
}

fn is_of_lakhs(currency: Currency) -> bool {
    table::LAKH_CURRENCIES.contains(&currency.code())
}

fn secondary(locale: &Locale, currency: Currency) -> usize {
    if is_of_lakhs(currency) { 2 } else { locale.secondary }
}

fn framed(locale: &Locale, currency: Currency, is_negative: bool, whole: String, minor: String) -> MoneyText {
    let sign = sign(locale, currency);
    // A letter must not run into the digits.
    let touching = if locale.sign_first { sign.chars().last() } else { sign.chars().next() };
    let space = match locale.space {
        "" if touching.is_some_and(is_letter) => "\u{a0}",
        space => space,
    };
    let minus = if is_negative { MINUS.to_string() } else { String::new() };
    let (before, after) = match (locale.sign_first, locale.minus_inside) {
        (true, true) => (format!("{sign}{space}{minus}"), String::new()),
        (true, false) => (format!("{minus}{sign}{space}"), String::new()),
        (false, _) => (minus, format!("{space}{sign}")),
    };
    MoneyText { before, whole, minor, after }
}

/// Whether a character of a sign is a letter. The standard library's table of all letters would weigh more than all signs.
fn is_letter(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{52f}' | '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tag: &str, code: &str, minor: i64) -> String {
        let currency: Currency = code.parse().expect("an active currency");
        money(Locale::of_tag(tag), currency, Amount::new(minor, currency)).to_string().replace('\u{a0}', "_")
    }

    #[test]
    fn amounts_follow_reader_and_country() {
        for (tag, code, minor, text) in [
            ("en", "INR", 123_456_700, "₹12,34,567.00"),
            ("en-IN", "USD", 123_456_700, "$12,34,567.00"),
            ("en", "USD", -342_050, "−$3,420.50"),
            ("en", "ZAR", 4_821_435, "R_48,214.35"),
            ("en-ZA", "ZAR", 4_821_435, "R_48_214,35"),
            ("de", "EUR", -123_456_789, "−1.234.567,89_€"),
            ("nl", "EUR", -1_005, "€_−10,05"),
            ("de-CH", "CHF", 5, "CHF_0.05"),
            ("en", "JPY", 12_345, "¥12,345"),
            ("en", "KWD", 1_234_567, "KWD_1,234.567"),
            ("en", "INR", 0, "₹0.00"),
        ] {
            assert_eq!(written(tag, code, minor), text, "{tag} {code} {minor}");
        }
    }

    #[test]
    fn letters_of_all_signs_are_known_as_such() {
        let own = table::LOCALES.iter().flat_map(|locale| locale.signs);
        for (code, sign) in table::SIGNS.iter().chain(own) {
            for character in sign.chars() {
                assert_eq!(
                    is_letter(character),
                    character.is_alphabetic(),
                    "{character} in the sign of {code}"
                );
            }
        }
    }

    #[test]
    fn a_price_keeps_the_decimals_it_has() {
        let rupees = |text| price(Locale::fallback(), "INR".parse().expect("a currency"), text);
        assert_eq!(rupees("129.00"), "₹129.00");
        assert_eq!(rupees("0.125"), "₹0.125");
        assert_eq!(rupees("1234567"), "₹12,34,567");
        assert_eq!(rupees("market price"), "market price");
    }

    #[test]
    fn a_sign_stands_for_one_currency_only() {
        for locale in table::LOCALES {
            let mut signs: Vec<String> =
                ["AUD", "CAD", "GBP", "INR", "JPY", "CNY", "MXN", "NZD", "USD", "ZAR", "SEK", "NOK", "DKK"]
                    .iter()
                    .map(|code| sign(locale, code.parse().expect("an active currency")))
                    .collect();
            let shown = signs.len();
            signs.sort_unstable();
            signs.dedup();
            assert_eq!(signs.len(), shown, "{}", locale.tag);
        }
    }

    #[test]
    fn axes_count_in_the_country_s_steps() {
        let axis = |code: &str, units: i64| {
            let currency: Currency = code.parse().expect("an active currency");
            compact(Locale::fallback(), currency, Amount::new(units * 100, currency))
        };
        assert_eq!(axis("INR", 150_000), "₹1.5L");
        assert_eq!(axis("INR", 20_000_000), "₹2Cr");
        assert_eq!(axis("USD", 2_500_000), "$2.5M");
        assert_eq!(axis("USD", 12_000), "$12K");
        assert_eq!(axis("INR", 375_000), "₹3.75L");
        assert_eq!(axis("USD", 37_500), "$37.5K");
        assert_eq!(axis("USD", 250), "$250");
        assert_eq!(axis("USD", 0), "$0");
    }
}
