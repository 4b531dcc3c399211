//! Tells whether anything changed that an answer depends on.

use app::units::Day;

use super::question::Question;
use crate::db::{StoreError, Tx, on_engine};
use crate::orders::store::count_quotes;
use crate::organisation::store::find_current_days;
use crate::organisation::version::find_version;

/// Equal ones mean equal answers. Orders and cancellations together tell every sale: one adds to the first, its cancellation moves it to
/// the second, and nothing moves back. Of returns the sums are in it that are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Version {
    counts: [i64; 8],
    /// Of the organisation: names, categories, and where outlets stand.
    organisation: i64,
    /// The day on which the first outlet stands, for answers that say what is over.
    current: Option<Day>,
    /// Quotes of the range and what became of them, for answers that tell it.
    quotes: (i64, i64),
}

/// The present version of what `question` depends on.
///
/// Reads a row for each day and currency that the answer depends on. Errors: [`StoreError`].
pub(super) async fn find(tx: &mut Tx, question: &Question) -> Result<Version, StoreError> {
    let span = question.span();
    let (from, to) = question.reach();
    let counts: (i64, i64, i64, i64, i64, i64, i64, i64) = on_engine!(tx, connection =>
        sqlx::query_as(include_str!("sql/find_version.sql"))
            .bind(span.scope.0)
            .bind(i64::from(from.0))
            .bind(i64::from(to.0))
            .fetch_one(connection)
            .await)?;
    let current = match question {
        Question::Periods(..) => find_current_days(tx, span.scope).await?.map(|(first, _)| first),
        _ => None,
    };
    let quotes = match question {
        Question::Overview(_) => count_quotes(tx, span.scope, span.from, span.to).await?,
        _ => (0, 0),
    };
    let organisation = find_version(tx).await?;
    Ok(Version { counts: counts.into(), organisation, current, quotes })
}
