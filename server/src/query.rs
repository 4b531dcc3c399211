//! Reads the query of an address strictly: a misspelt filter must not answer with everything.

use std::str::FromStr;

use app::units::{Day, LONGEST_RANGE_DAYS, Scope};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::{ApiError, ErrorCode};
use crate::fields::{FieldProblem, Problems};

/// Rows of a list when nobody says how many.
const USUAL_LIMIT: usize = 100;
const LARGEST_LIMIT: usize = 500;
/// Before and after every day of a sale: where a range has no end of its own.
pub const FIRST_DAY: Day = Day(0);
pub const LAST_DAY: Day = Day(2_932_896);

/// The parameters of a request, taken one by one; [`Params::finish`] complains about the rest.
#[derive(Debug)]
pub struct Params {
    given: Vec<(String, String)>,
    problems: Problems,
    known: Vec<&'static str>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let given = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::new(ErrorCode::Malformed, "the query cannot be read"))?
            .0;
        Ok(Self { given, problems: Problems::default(), known: Vec::new() })
    }
}

/// Says that an address has no parameters. Errors: 400 that names every one that was sent.
#[derive(Debug)]
pub struct NoParams;

impl<S: Send + Sync> FromRequestParts<S> for NoParams {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Params::from_request_parts(parts, state).await?.finish()?;
        Ok(Self)
    }
}

/// The one variable part of an address. Errors: `404` for what is no text, since nothing has such a name.
#[derive(Debug)]
pub struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(text)| Self(text))
            .map_err(|_| ApiError::not_found("there is nothing at this address"))
    }
}

impl Params {
    /// The parameter's value, if it was given; `want` says what would be right.
    pub fn take<T: FromStr>(&mut self, name: &'static str, want: &str) -> Option<T> {
        let text = self.text(name)?;
        let read = text.trim().parse().ok();
        if read.is_none() {
            self.problems.add(FieldProblem::new(name, "cannot be read", text, want));
        }
        read
    }

    /// The parameter's text as it was given, the last one where there are several.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        let mut found = None;
        let mut times = 0;
        self.given.retain_mut(|(given, value)| {
            let is_it = given == name;
            if is_it {
                found = Some(std::mem::take(value));
                times += 1;
            }
            !is_it
        });
        if times > 1 {
            self.refuse(name, "is given more than once", "", "one value");
        }
        found
    }

    /// `limit`: 1–500, usually 100.
    pub fn limit(&mut self) -> usize {
        let want = "a whole number from 1 to 500";
        match self.take::<usize>("limit", want) {
            Some(limit) if (1..=LARGEST_LIMIT).contains(&limit) => limit,
            Some(limit) => {
                self.refuse("limit", "is out of bounds", &limit.to_string(), want);
                USUAL_LIMIT
            }
            None => USUAL_LIMIT,
        }
    }

    /// `scope`, as it was asked for.
    pub fn scope(&mut self) -> Option<Scope> {
        self.take("scope", "network, region:CODE, franchise:CODE or outlet:CODE")
    }

    /// Every `scope` that was asked for, in that order and each once; from one to `most`.
    pub fn scopes(&mut self, most: usize) -> Vec<Scope> {
        self.known.push("scope");
        let want = "network, region:CODE, franchise:CODE or outlet:CODE";
        let (given, others) =
            std::mem::take(&mut self.given).into_iter().partition(|(name, _)| name == "scope");
        self.given = others;
        let mut scopes = Vec::new();
        for (_, text) in given {
            match text.parse::<Scope>() {
                Ok(scope) if scopes.contains(&scope) => {}
                Ok(scope) => scopes.push(scope),
                Err(_) => self.refuse("scope", "cannot be read", &text, want),
            }
        }
        if scopes.is_empty() && self.problems.is_empty() {
            self.refuse("scope", "is missing", "", &format!("1 to {most} of {want}"));
        }
        if scopes.len() > most {
            self.refuse(
                "scope",
                "is given too often",
                &scopes.len().to_string(),
                &format!("at most {most} scopes"),
            );
        }
        scopes
    }

    /// `from` and `to`: business days, both inclusive, at most five years apart. An open end stays open.
    pub fn days(&mut self) -> (Option<Day>, Option<Day>) {
        self.days_named("from", "to")
    }

    /// The same under other names.
    pub fn days_named(&mut self, first: &'static str, last: &'static str) -> (Option<Day>, Option<Day>) {
        let want = "a business day such as 2026-11-20";
        let (from, to) = (self.take::<Day>(first, want), self.take::<Day>(last, want));
        if let (Some(from), Some(to)) = (from, to) {
            if to < from {
                self.refuse(
                    last,
                    &format!("lies before {first}"),
                    &to.to_string(),
                    &format!("{from} or later"),
                );
            } else if to.0 - from.0 >= LONGEST_RANGE_DAYS {
                let latest = from.plus(LONGEST_RANGE_DAYS - 1);
                self.refuse(
                    last,
                    &format!("is more than five years after {first}"),
                    &to.to_string(),
                    &format!("at most {latest}"),
                );
            }
        }
        (from, to)
    }

    /// Notes that a parameter is wrong.
    pub fn refuse(&mut self, name: &'static str, problem: &str, got: &str, want: &str) {
        self.problems.add(FieldProblem::new(name, problem, got, want));
    }

    /// Ends the reading.
    ///
    /// Errors: 400 that names every parameter that is wrong or that this address does not have.
    pub fn finish(mut self) -> Result<(), ApiError> {
        for (name, value) in &self.given {
            let want = match self.known.as_slice() {
                [] => "no parameters".to_owned(),
                known => format!("one of {}", known.join(", ")),
            };
            let path: String = name.chars().take(64).collect();
            self.problems.add(FieldProblem::new(path, "is no parameter of this address", value, want));
        }
        if self.problems.is_empty() {
            return Ok(());
        }
        let fields = self.problems.into_vec();
        let message = fields.first().map(ToString::to_string).unwrap_or_default();
        Err(ApiError::new(ErrorCode::Malformed, message).with_fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn params(query: &str) -> Params {
        let request = Request::builder().uri(format!("/x?{query}")).body(()).unwrap();
        Params::from_request_parts(&mut request.into_parts().0, &()).await.unwrap()
    }

    async fn complaint(query: &str) -> Option<String> {
        let mut params = params(query).await;
        params.scope();
        params.days();
        params.limit();
        params.finish().err().map(|error| error.message().to_owned())
    }

    #[tokio::test]
    async fn what_is_right_is_taken() {
        let mut params = params("scope=Outlet%3AMG-Road&from=2026-11-01&to=2031-11-01&limit=500").await;
        assert_eq!(params.scope(), "outlet:mg-road".parse().ok());
        assert_eq!(params.days(), ("2026-11-01".parse().ok(), "2031-11-01".parse().ok()));
        assert_eq!(params.limit(), 500);
        assert!(params.finish().is_ok());
    }

    #[tokio::test]
    async fn what_is_wrong_is_named() {
        for (query, expected) in [
            ("scope=shop:a", "scope cannot be read"),
            ("limit=0", "limit is out of bounds"),
            ("limit=501", "limit is out of bounds"),
            ("limit=ten", "limit cannot be read"),
            ("limit=1&limit=2", "limit is given more than once"),
            ("from=2026-02-30", "from cannot be read"),
            ("from=2026-11-02&to=2026-11-01", "to lies before from"),
            ("from=2026-11-01&to=2031-11-03", "to is more than five years after from"),
            ("form=2026-11-01", "form is no parameter"),
        ] {
            let complaint = complaint(query).await.unwrap_or_default();
            assert!(complaint.starts_with(expected), "{query}: {complaint}");
        }
    }
}
