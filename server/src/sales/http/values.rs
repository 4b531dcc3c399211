//! Single values as they are sent: `None` for one that is empty, or what is wrong with it.

use std::fmt::Display;
use std::str::FromStr;

use app::units::{Code, Currency, UnixMs};
use uuid::Uuid;

use crate::fields::FieldProblem;
use crate::sales::exact::{Exact, Number};
use crate::sales::text::{ItemCode, Text, TextProblem};

pub(crate) fn text(sent: &str) -> Result<Option<Text>, Wrong> {
    Text::parse(sent).map_err(|problem| Wrong::text(problem, sent))
}

pub(crate) fn item(sent: &str) -> Result<Option<ItemCode>, Wrong> {
    ItemCode::parse(sent).map_err(|problem| Wrong::text(problem, sent))
}

pub(crate) fn code(sent: &str) -> Result<Option<Code>, Wrong> {
    let want = "a code of up to 64 letters a–z, digits and hyphens";
    parsed(sent.trim(), "is not a code", want)
}

pub(crate) fn currency(sent: &str) -> Result<Option<Currency>, Wrong> {
    parsed(sent.trim(), "is not a currency in use", "an ISO 4217 code such as INR")
}

pub(crate) fn uuid(sent: &str) -> Result<Option<Uuid>, Wrong> {
    match sent.trim() {
        "" => Ok(None),
        text => match Uuid::try_parse(text) {
            Ok(id) if !id.is_nil() => Ok(Some(id)),
            _ => Err(Wrong::new("is not a UUID", text, "a UUID that the sender made, not the nil one")),
        },
    }
}

/// Milliseconds; what stands behind them is cut off.
pub(crate) fn instant(sent: &str) -> Result<Option<UnixMs>, Wrong> {
    let want = "an RFC 3339 instant in ASCII with its offset, such as 2026-11-20T18:04:05+05:30";
    parsed(sent.trim_ascii(), "is not an instant", want)
}

pub(crate) fn number(sent: &str) -> Result<Option<Number>, Wrong> {
    exact(sent)
}

pub(crate) fn exact<const DECIMALS: u8>(sent: &str) -> Result<Option<Exact<DECIMALS>>, Wrong> {
    match Exact::from_str(sent) {
        Ok(number) => Ok(Some(number)),
        Err(_) => {
            let want =
                format!("digits with a point, such as 12.50: up to 15 before it and {DECIMALS} behind");
            Err(Wrong::new("is not a number that can be taken", sent, want))
        }
    }
}

pub(crate) fn count(sent: &str) -> Result<Option<i64>, Wrong> {
    let whole = Number::from_str(sent).ok().and_then(|number| number.scaled(0).ok());
    match whole.and_then(|whole| i64::try_from(whole).ok()).filter(|count| *count >= 0) {
        Some(count) => Ok(Some(count)),
        None => Err(Wrong::new("is not a count", sent, "a whole number of up to 15 digits")),
    }
}

pub(crate) fn parsed<T: FromStr>(text: &str, problem: &'static str, want: &str) -> Result<Option<T>, Wrong> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Wrong::new(problem, text, want)),
    }
}

/// What is wrong with a value, before it is known which field holds it.
pub(crate) struct Wrong {
    problem: String,
    got: String,
    want: String,
}

impl Wrong {
    pub(crate) fn new(problem: impl Into<String>, got: impl Display, want: impl Into<String>) -> Self {
        Self { problem: problem.into(), got: got.to_string(), want: want.into() }
    }

    fn text(problem: TextProblem, got: &str) -> Self {
        let want = match problem {
            TextProblem::TooLong { most } => format!("at most {most} characters"),
            TextProblem::ControlCharacter => "no line breaks or other control characters".to_owned(),
        };
        Self::new(problem.to_string(), got, want)
    }

    pub(crate) fn at(self, path: &str) -> FieldProblem {
        FieldProblem::new(path, self.problem, self.got, self.want)
    }
}
