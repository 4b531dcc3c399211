//! Unit prices as text.

use app::units::{Amount, Currency};

/// A price in millionths with at least the currency's decimals and no zeros beyond them: `"120.00"`, `"0.125"`.
pub(super) fn written(micros: i64, currency: Currency) -> String {
    let mut text = Amount { minor: micros, decimals: 6 }.to_string();
    let fewest = text.len() - 6 + usize::from(currency.decimals());
    while text.len() > fewest && text.ends_with('0') {
        text.pop();
    }
    text.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn prices_have_the_decimals_they_need() {
        let price = |micros, currency: &str| written(micros, currency.parse().unwrap());
        assert_eq!(price(120_000_000, "INR"), "120.00");
        assert_eq!(price(125_000, "INR"), "0.125");
        assert_eq!(price(1_500_000, "JPY"), "1.5");
        assert_eq!(price(100_000_000, "JPY"), "100");
        assert_eq!(price(0, "KWD"), "0.000");
        assert_eq!(price(1, "INR"), "0.000001");
    }
}
