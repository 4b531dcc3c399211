//! Quantities as integers of thousandths.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::decimal::{DecimalProblem, parse_scaled};

/// A number of pieces or a weight, in thousandths.
///
/// Travels as a string of at most three decimals without trailing zeros: `"2"`, `"0.25"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(pub i64);

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let thousandths = self.0.unsigned_abs();
        write!(f, "{sign}{}", thousandths / 1_000)?;
        match thousandths % 1_000 {
            0 => Ok(()),
            rest if rest % 100 == 0 => write!(f, ".{}", rest / 100),
            rest if rest % 10 == 0 => write!(f, ".{:02}", rest / 10),
            rest => write!(f, ".{rest:03}"),
        }
    }
}

impl FromStr for Quantity {
    type Err = DecimalProblem;

    fn from_str(text: &str) -> Result<Self, DecimalProblem> {
        let thousandths = parse_scaled(text, 3)?;
        i64::try_from(thousandths).map(Self).map_err(|_| DecimalProblem::Grammar)
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_print_without_trailing_zeros() {
        for (thousandths, text) in
            [(2_000, "2"), (250, "0.25"), (1_500, "1.5"), (-1, "-0.001"), (0, "0"), (-12_340, "-12.34")]
        {
            assert_eq!(Quantity(thousandths).to_string(), text);
            assert_eq!(text.parse(), Ok(Quantity(thousandths)));
        }
    }
}
