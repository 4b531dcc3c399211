//! Which days and what of them a request asks for.

use app::analytics::{Grain, Range};
use app::units::{Day, LONGEST_RANGE_DAYS, Scope};

use crate::analytics::span::Span;
use crate::app::AppState;
use crate::error::{ApiError, ErrorCode};
use crate::fields::FieldProblem;
use crate::keys::Reader;
use crate::organisation::store::find_current_days;
use crate::query::{FIRST_DAY, Params};

/// Days of a range that nobody gave a beginning, its end included.
const USUAL_DAYS: i32 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A part of `/api/v1/analytics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartName {
    Overview,
    TopCustomers,
    Periods,
    Segments,
    TopOutlets,
    Items,
    Categories,
    WeekHours,
    Comparison,
}

/// What a request asks for, with the scope as it may be told.
#[derive(Clone, Debug)]
pub struct Asked {
    pub range: Range,
    pub span: Span,
}

/// An open end, or both: they end on the scope's current day.
#[derive(Clone, Copy, Debug)]
pub struct OpenRange {
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl PartName {
    const ALL: [Self; 9] = [
        Self::Overview,
        Self::TopCustomers,
        Self::Periods,
        Self::Segments,
        Self::TopOutlets,
        Self::Items,
        Self::Categories,
        Self::WeekHours,
        Self::Comparison,
    ];
    /// What is answered when nobody says which.
    const USUAL: [Self; 4] = [Self::Overview, Self::TopCustomers, Self::Periods, Self::Segments];

    /// As in the request, and as the field of the answer.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::TopCustomers => "top_customers",
            Self::Periods => "periods",
            Self::Segments => "segments",
            Self::TopOutlets => "top_outlets",
            Self::Items => "items",
            Self::Categories => "categories",
            Self::WeekHours => "week_hours",
            Self::Comparison => "comparison",
        }
    }

    /// `parts`: names parted by commas; the first four when absent.
    pub fn take(params: &mut Params) -> Vec<Self> {
        let Some(text) = params.text("parts") else { return Self::USUAL.into() };
        let mut parts = Vec::new();
        for name in text.split(',').map(str::trim) {
            match Self::ALL.into_iter().find(|part| part.name() == name) {
                Some(part) if parts.contains(&part) => {}
                Some(part) => parts.push(part),
                None => {
                    let want = format!("some of {}", Self::ALL.map(Self::name).join(","));
                    params.refuse("parts", "names no part", name, &want);
                }
            }
        }
        parts
    }
}

/// `by`: how days are put together; days when absent.
pub fn take_grain(params: &mut Params) -> Grain {
    params.take("by", "day, week or month").unwrap_or(Grain::Day)
}

impl OpenRange {
    /// Finds the scope and closes the range.
    ///
    /// Errors: `403` and `404` as every scope; `400` for a range that closes backwards or beyond five years; the store's.
    pub async fn close(
        self,
        names: (&'static str, &'static str),
        asked: Option<&Scope>,
        reader: &Reader,
        state: &AppState,
    ) -> Result<Asked, ApiError> {
        let (scope, id) = reader.scope_with_id(asked, &state.directory.current())?;
        let to = match self.to {
            Some(to) => to,
            None => {
                let mut tx = state.db.read().await?;
                let current = find_current_days(&mut tx, id).await?;
                tx.rollback().await?;
                current.map_or_else(|| today(state), |(_, last)| last)
            }
        };
        let from = self.from.unwrap_or(to.plus(1 - USUAL_DAYS));
        if from > to || to.0 - from.0 >= LONGEST_RANGE_DAYS {
            // Only an open end can be wrong here, and the scope's day has closed it.
            let earliest = to.plus(1 - LONGEST_RANGE_DAYS);
            let want = format!("a day from {earliest} to {to}, or {} as well", names.1);
            let field =
                FieldProblem::new(names.0, "does not go with the current day", from.to_string(), want);
            return Err(ApiError::new(ErrorCode::Malformed, field.to_string()).with_fields(vec![field]));
        }
        Ok(Asked { range: Range { scope, from, to }, span: Span { scope: id, from, to } })
    }
}

/// The date in Greenwich, while no outlet has begun a day.
fn today(state: &AppState) -> Day {
    let days = state.clock.now_ms().div_euclid(DAY_MS);
    i32::try_from(days).map_or(FIRST_DAY, Day)
}
