//! Keys in the database.

use app::units::UnixMs;
use sqlx::FromRow;

use super::{Key, SecretHash};
use crate::db::{StoreError, Tx, on_engine};

/// A key that has no id yet.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub public_id: String,
    pub name: String,
    pub hash: SecretHash,
    pub scope: app::units::Scope,
    pub rights: super::Rights,
    pub created_at: UnixMs,
}

/// A key with its history, valid or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    pub key: Key,
    pub created_at: UnixMs,
    pub revoked_at: Option<UnixMs>,
}

#[derive(FromRow)]
struct KeyRow {
    id: i64,
    public_id: String,
    name: String,
    scope: String,
    rights: String,
    created_at: i64,
    revoked_at: Option<i64>,
}

/// The valid key with this hash.
pub async fn find_key(tx: &mut Tx, hash: &SecretHash) -> Result<Option<Key>, StoreError> {
    let hash = hash.to_string();
    let row = on_engine!(tx, connection =>
        sqlx::query_as::<_, KeyRow>(include_str!("sql/find_key.sql")).bind(&hash).fetch_optional(connection).await)?;
    row.map(|row| row.into_listed().map(|listed| listed.key)).transpose()
}

/// The ids of all keys that are not revoked, in no order.
pub async fn list_valid_key_ids(tx: &mut Tx) -> Result<Vec<i64>, StoreError> {
    on_engine!(tx, connection =>
        sqlx::query_scalar::<_, i64>(include_str!("sql/list_valid_key_ids.sql")).fetch_all(connection).await)
}

/// All keys, oldest first.
pub async fn list_keys(tx: &mut Tx) -> Result<Vec<ListedKey>, StoreError> {
    let rows = on_engine!(tx, connection =>
        sqlx::query_as::<_, KeyRow>(include_str!("sql/list_keys.sql")).fetch_all(connection).await)?;
    rows.into_iter().map(KeyRow::into_listed).collect()
}

/// Inserts a key.
pub async fn insert_key(tx: &mut Tx, key: &NewKey) -> Result<(), StoreError> {
    let (hash, scope, rights) = (key.hash.to_string(), key.scope.to_string(), key.rights.to_string());
    on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/insert_key.sql"))
            .bind(&key.public_id)
            .bind(&key.name)
            .bind(&hash)
            .bind(&scope)
            .bind(&rights)
            .bind(key.created_at.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(())
}

/// Revokes the key with this public id, and tells whether there was a valid one.
pub async fn update_key_as_revoked(tx: &mut Tx, public_id: &str, at: UnixMs) -> Result<bool, StoreError> {
    let revoked = on_engine!(tx, connection =>
        sqlx::query(include_str!("sql/update_key_as_revoked.sql"))
            .bind(public_id)
            .bind(at.0)
            .execute(connection)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(revoked > 0)
}

impl KeyRow {
    fn into_listed(self) -> Result<ListedKey, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "api_keys", column, id: self.id };
        let scope = self.scope.parse().map_err(|_| corrupt("scope"))?;
        let rights = self.rights.parse().map_err(|_| corrupt("rights"))?;
        Ok(ListedKey {
            key: Key { id: self.id, public_id: self.public_id, name: self.name, scope, rights },
            created_at: UnixMs(self.created_at),
            revoked_at: self.revoked_at.map(UnixMs),
        })
    }
}
