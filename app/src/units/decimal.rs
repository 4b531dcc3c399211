//! The one grammar of numbers on every wire: `-?\d{1,15}(\.\d{1,6})?`, read into a scaled integer.

use std::fmt;

/// Why a text is not a number that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalProblem {
    /// Not of the grammar: an exponent, a plus sign, a separator, too many digits, or no number at all.
    Grammar,
    /// A number with more non-zero decimals than its place allows.
    TooPrecise { allowed: u8 },
}

impl fmt::Display for DecimalProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grammar => f.write_str("is not a number of up to 15 digits with up to 6 decimals"),
            Self::TooPrecise { allowed } => write!(f, "has more than {allowed} decimals"),
        }
    }
}

impl std::error::Error for DecimalProblem {}

/// Reads `text` as an integer of 10^-`decimals`; `decimals` is at most 6.
///
/// Fewer decimals are fine. Trailing zeros beyond `decimals` are fine as well, since they change no value.
/// The result fits: 15 + 6 digits stay far below the limits of i128, and the callers' own bounds narrow it to i64.
pub fn parse_scaled(text: &str, decimals: u8) -> Result<i128, DecimalProblem> {
    parse_scaled_of(text, decimals, 6)
}

/// [`parse_scaled`] for the few places whose grammar allows `longest` digits after the point: exchange rates have 12.
///
/// `decimals` and `longest` are at most 12, which leaves eleven digits of i128 to spare.
pub fn parse_scaled_of(text: &str, decimals: u8, longest: u8) -> Result<i128, DecimalProblem> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return Err(DecimalProblem::Grammar),
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 15
        || fraction.len() > usize::from(longest)
        || !all_digits(whole)
        || !all_digits(fraction)
    {
        return Err(DecimalProblem::Grammar);
    }
    let significant = fraction.trim_end_matches('0');
    if significant.len() > usize::from(decimals) {
        return Err(DecimalProblem::TooPrecise { allowed: decimals });
    }
    let padding = std::iter::repeat_n(b'0', usize::from(decimals) - significant.len());
    let scaled = whole
        .bytes()
        .chain(significant.bytes())
        .chain(padding)
        .fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
    Ok(if negative { -scaled } else { scaled })
}

/// `numerator / denominator`, rounded half away from zero; `None` for a zero denominator.
pub fn divide_half_away(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let remainder = numerator.checked_rem(denominator)?;
    let rounds_away = remainder.unsigned_abs() >= denominator.unsigned_abs() - remainder.unsigned_abs();
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    Some(if remainder != 0 && rounds_away { quotient + away } else { quotient })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_value() {
        assert_eq!(parse_scaled("120.00", 2), Ok(12_000));
        assert_eq!(parse_scaled("120", 2), Ok(12_000));
        assert_eq!(parse_scaled("-0.5", 3), Ok(-500));
        assert_eq!(parse_scaled("1.500000", 2), Ok(150));
        assert_eq!(parse_scaled("007", 0), Ok(7));
        assert_eq!(parse_scaled("999999999999999.999999", 6), Ok(999_999_999_999_999_999_999));
        assert_eq!(parse_scaled_of("0.000000000001", 12, 12), Ok(1));
        assert_eq!(parse_scaled_of("0.0000000000001", 12, 12), Err(DecimalProblem::Grammar));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "+1",
            "1e3",
            "1,000",
            " 1",
            "1 ",
            "١",
            "--1",
            "1.2.3",
            "1234567890123456",
            "0.1234567",
            "NaN",
        ] {
            assert_eq!(parse_scaled(text, 6), Err(DecimalProblem::Grammar), "{text:?}");
        }
        assert_eq!(parse_scaled("1.005", 2), Err(DecimalProblem::TooPrecise { allowed: 2 }));
        assert_eq!(parse_scaled("1.5", 0), Err(DecimalProblem::TooPrecise { allowed: 0 }));
    }

    #[test]
    fn halves_go_away_from_zero() {
        let cases = [
            (5, 10, 1),
            (-5, 10, -1),
            (4, 10, 0),
            (15, 10, 2),
            (-15, 10, -2),
            (5, -10, -1),
            (1, 3, 0),
            (2, 3, 1),
            (6, 3, 2),
            (i128::MIN, 1, i128::MIN),
        ];
        for (numerator, denominator, expected) in cases {
            assert_eq!(divide_half_away(numerator, denominator), Some(expected), "{numerator}/{denominator}");
        }
        assert_eq!(divide_half_away(1, 0), None);
    }
}
