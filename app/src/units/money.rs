//! Amounts of money as integers of minor units.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::currency::Currency;

/// An amount in minor units together with the number of decimals its currency has.
///
/// It travels as a string with exactly those decimals (`"12.50"`), so that reading it back needs no table of
/// currencies. Which currency it is stands beside it in the row that holds it; amounts of two currencies are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Amount {
    /// Minor units: paisa, cents, yen.
    pub minor: i64,
    /// Digits after the point, as [`Currency::decimals`].
    pub decimals: u8,
}

/// The text is not an amount as [`Amount`] prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedAmount;

impl Amount {
    /// `minor` units of `currency`.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, decimals: currency.decimals() }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let units = self.minor.unsigned_abs();
        let scale = 10_u64.pow(u32::from(self.decimals));
        match self.decimals {
            0 => write!(f, "{sign}{units}"),
            decimals => {
                write!(f, "{sign}{}.{:0width$}", units / scale, units % scale, width = usize::from(decimals))
            }
        }
    }
}

impl FromStr for Amount {
    type Err = MalformedAmount;

    fn from_str(text: &str) -> Result<Self, MalformedAmount> {
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits: String = text.chars().filter(|&character| character != '.').collect();
        let plain = digits.strip_prefix('-').unwrap_or(&digits);
        let well_formed = decimals <= 4
            && plain.len() > decimals
            && plain.bytes().all(|byte| byte.is_ascii_digit())
            && text.matches('.').count() == usize::from(decimals > 0);
        if !well_formed {
            return Err(MalformedAmount);
        }
        let minor = digits.parse().map_err(|_| MalformedAmount)?;
        let decimals = u8::try_from(decimals).map_err(|_| MalformedAmount)?;
        Ok(Self { minor, decimals })
    }
}

impl fmt::Display for MalformedAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an amount of digits with a decimal point")
    }
}

impl std::error::Error for MalformedAmount {}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_survive_the_wire() {
        for (minor, decimals, text) in [
            (1_250, 2, "12.50"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (42, 0, "42"),
            (-1_234, 3, "-1.234"),
            (i64::MIN, 2, "-92233720368547758.08"),
        ] {
            let amount = Amount { minor, decimals };
            assert_eq!(amount.to_string(), text);
            assert_eq!(text.parse(), Ok(amount));
        }
    }

    #[test]
    fn texts_that_print_no_amount_are_refused() {
        for text in
            ["", "-", ".50", "12.", "1.2.3", "1,0", "--1", "1-", "12.50 ", "99999999999999999999", "1.23456"]
        {
            assert_eq!(text.parse::<Amount>(), Err(MalformedAmount), "{text:?}");
        }
    }
}
