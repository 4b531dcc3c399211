//! Whether a database may be filled, and how far it is.

use app::units::UnixMs;

use crate::db::{StoreError, Tx, on_engine, settings};

/// Unix ms at which a filling began; it ends its history there.
const BEGAN_AT: &str = "generate.began_at";
/// What the filling is of, so that nothing else goes on in its place.
const PLAN: &str = "generate.plan";
/// Set once everything is in.
const IS_DONE: &str = "generate.is_done";

/// How a database stands to being filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has no sale.
    Empty,
    /// A filling of this plan began and did not end.
    Begun { at: UnixMs, plan: String },
    /// It was filled.
    Done,
    /// It has sales of its own, and is left alone.
    InUse,
}

/// Reads how the database stands. Errors: [`StoreError`], also for a beginning that is no number.
pub async fn standing(tx: &mut Tx) -> Result<Standing, StoreError> {
    if settings::find(tx, IS_DONE).await?.is_some() {
        return Ok(Standing::Done);
    }
    if let Some(began_at) = settings::find(tx, BEGAN_AT).await? {
        let corrupt = |_| StoreError::Corrupt { table: "settings", column: "value", id: 0 };
        let plan = settings::find(tx, PLAN).await?.unwrap_or_default();
        return Ok(Standing::Begun { at: UnixMs(began_at.parse().map_err(corrupt)?), plan });
    }
    let sale = on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/find_any_sale.sql")).fetch_optional(connection).await)?;
    Ok(if sale.is_some() { Standing::InUse } else { Standing::Empty })
}

/// Notes that a filling of `plan` begins at `at`.
pub async fn begin(tx: &mut Tx, at: UnixMs, plan: &str) -> Result<(), StoreError> {
    settings::set(tx, PLAN, plan).await?;
    settings::set(tx, BEGAN_AT, &at.0.to_string()).await
}

/// Notes that everything is in.
pub async fn end(tx: &mut Tx) -> Result<(), StoreError> {
    settings::set(tx, IS_DONE, "true").await
}
