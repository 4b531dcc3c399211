//! Numbers as they were sent, by value.

use std::fmt;
use std::str::FromStr;

use app::units::decimal::{DecimalProblem, divide_half_away, parse_scaled_of};
use serde::{Serialize, Serializer};

/// A number held exactly, in units of 10^-`DECIMALS`; at most 15 digits stand before the point.
///
/// Two spellings of one value (`"2"`, `2.00`) are equal and print alike: without trailing zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Exact<const DECIMALS: u8>(i128);

/// An amount, a price, a quantity or a percentage.
pub type Number = Exact<6>;
/// Units of one currency for one of another.
pub type Rate = Exact<12>;

/// The value has more decimals than its place allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooPrecise;

impl<const DECIMALS: u8> Exact<DECIMALS> {
    /// `value` units of 10^-`decimals`, where `decimals` is at most `DECIMALS`.
    #[must_use]
    pub const fn from_scaled(value: i64, decimals: u8) -> Self {
        Self(value as i128 * power(DECIMALS - decimals))
    }

    /// The value in units of 10^-`DECIMALS`.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The value in units of 10^-`decimals`.
    ///
    /// Errors: when it does not come out whole.
    pub fn scaled(self, decimals: u8) -> Result<i128, TooPrecise> {
        let step = power(DECIMALS.saturating_sub(decimals));
        if self.0 % step == 0 { Ok(self.0 / step) } else { Err(TooPrecise) }
    }

    /// The value in units of 10^-`decimals`, rounded half away from zero.
    #[must_use]
    pub fn rounded(self, decimals: u8) -> i128 {
        divide_half_away(self.0, power(DECIMALS.saturating_sub(decimals))).unwrap_or(self.0)
    }
}

/// 10^`exponent`.
#[must_use]
pub const fn power(exponent: u8) -> i128 {
    10_i128.pow(exponent as u32)
}

impl<const DECIMALS: u8> FromStr for Exact<DECIMALS> {
    type Err = DecimalProblem;

    /// Takes `-?\d{1,15}(\.\d{1,DECIMALS})?` and nothing else.
    fn from_str(text: &str) -> Result<Self, DecimalProblem> {
        parse_scaled_of(text, DECIMALS, DECIMALS).map(Self)
    }
}

impl<const DECIMALS: u8> fmt::Display for Exact<DECIMALS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = power(DECIMALS).unsigned_abs();
        let (whole, fraction) = (self.0.unsigned_abs() / scale, self.0.unsigned_abs() % scale);
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{whole}")?;
        if fraction == 0 {
            return Ok(());
        }
        let digits = format!("{fraction:0width$}", width = usize::from(DECIMALS));
        write!(f, ".{}", digits.trim_end_matches('0'))
    }
}

impl<const DECIMALS: u8> Serialize for Exact<DECIMALS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_are_one_number() {
        for (text, canonical) in
            [("2", "2"), ("2.000", "2"), ("002.50", "2.5"), ("-0", "0"), ("-0.000001", "-0.000001")]
        {
            assert_eq!(text.parse::<Number>().map(|number| number.to_string()), Ok(canonical.to_owned()));
        }
        assert_eq!("2.50".parse::<Number>(), Ok(Number::from_scaled(250, 2)));
    }

    #[test]
    fn decimals_that_matter_are_not_lost() {
        let number: Number = "1.005".parse().expect("a number");
        assert_eq!(number.scaled(3), Ok(1_005));
        assert_eq!(number.scaled(2), Err(TooPrecise));
        assert_eq!(number.rounded(2), 101);
    }

    #[test]
    fn rates_have_twelve_decimals() {
        assert_eq!("0.011904761905".parse::<Rate>().map(Rate::units), Ok(11_904_761_905));
        assert!("0.0119047619051".parse::<Rate>().is_err());
        assert!("0.0119047".parse::<Number>().is_err());
    }
}
