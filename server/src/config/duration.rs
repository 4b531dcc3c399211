//! Spans of time as people write them: `90s`, `10m`, `24h`.

use std::time::Duration;

/// Parses a whole number with its unit, at most a year.
///
/// Errors: a sentence that names what would be right.
pub fn parse(text: &str) -> Result<Duration, String> {
    const YEAR_S: u64 = 366 * 24 * 60 * 60;
    let wrong = || "expected a whole number with a unit, such as 90s, 10m or 24h".to_owned();
    let split = text.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(split);
    let unit_s = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match number.checked_mul(unit_s) {
        Some(seconds) if seconds <= YEAR_S => Ok(Duration::from_secs(seconds)),
        _ => Err("expected at most 366d".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn each_unit_is_read() {
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(parse("24h"), Ok(Duration::from_secs(86_400)));
        assert_eq!(parse("366d"), Ok(Duration::from_secs(366 * 86_400)));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "m", "10", "-1m", "1.5h", "10 m", "10min", "367d", "99999999999999999999s", "１m"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
