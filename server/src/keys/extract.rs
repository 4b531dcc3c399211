//! Who is calling, from `Authorization: Bearer sj_…`.

use std::sync::Arc;

use app::units::Scope;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::model::covers;
use super::{Key, Keys, Secret};
use crate::app::AppState;
use crate::error::ApiError;
use crate::organisation::{Directory, Membership, Outlet, ScopeId};

/// A caller that writes: it holds a valid key with the right `ingest`. Else `401` without or with a wrong key, `403`
/// with one that may only read. Within which outlets it may write is for [`Key::may_record_at`] to say.
#[derive(Clone, Debug)]
pub struct Writer(pub Arc<Key>);

/// A caller that reads. Without a key it sees everything, since the server listens on loopback only and people have no
/// accounts yet; a key that is given is enforced, and must have the right `read`.
#[derive(Clone, Debug)]
pub struct Reader(Option<Arc<Key>>);

impl Reader {
    /// The widest scope the caller may see, which is also what it sees when it asks for none.
    #[must_use]
    pub fn reach(&self) -> &Scope {
        self.0.as_ref().map_or(&Scope::Network, |key| &key.scope)
    }

    /// The id of the key the caller gave, for what lasts longer than a key may.
    #[must_use]
    pub fn key_id(&self) -> Option<i64> {
        self.0.as_ref().map(|key| key.id)
    }

    /// The scope the caller asked for, or else the widest.
    ///
    /// Errors: `403` for one outside the caller's reach, whether or not it exists; `404` for one that does not.
    pub fn scope(&self, asked: Option<&Scope>, directory: &Directory) -> Result<Scope, ApiError> {
        self.scope_with_id(asked, directory).map(|(scope, _)| scope)
    }

    /// The same with its id.
    pub fn scope_with_id(
        &self,
        asked: Option<&Scope>,
        directory: &Directory,
    ) -> Result<(Scope, ScopeId), ApiError> {
        let scope = asked.unwrap_or(self.reach());
        if !covers(self.reach(), scope, directory) {
            return Err(ApiError::forbidden(format!("this key sees only {}", self.reach())));
        }
        match directory.scope_id(scope) {
            Some(id) => Ok((scope.clone(), id)),
            None => Err(ApiError::not_found(format!("there is no {scope}"))),
        }
    }

    /// Whether the caller may see what was recorded at `outlet` while it stood at `membership`.
    ///
    /// As on boards and in lists: whatever was recorded in its region or franchise, and the whole past of the outlets that stand
    /// in it now.
    #[must_use]
    pub fn may_see_fact(&self, outlet: &Outlet, membership: Membership, directory: &Directory) -> bool {
        let reach = directory.scope_id(self.reach());
        reach.is_some_and(|reach| membership.is_within(outlet.id, reach) || outlet.is_within(reach))
    }

    /// Whether the caller may see what belongs to `scope`.
    #[must_use]
    pub fn may_see(&self, scope: &Scope, directory: &Directory) -> bool {
        covers(self.reach(), scope, directory)
    }
}

/// Refuses a request with a wrong key, or one that writes without any, before it is routed, so that an address tells nothing to strangers.
pub async fn check(State(keys): State<Keys>, mut request: Request, next: Next) -> Response {
    match key_of(request.headers(), &keys).await {
        Ok(None) if !request.method().is_safe() => without_key().into_response(),
        Ok(key) => {
            request.extensions_mut().insert(Checked(key));
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// What [`check`] found, so that the handler's extractor need not look again.
#[derive(Clone)]
struct Checked(Option<Arc<Key>>);

impl FromRequestParts<AppState> for Writer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match caller(parts, state).await? {
            Some(key) if key.rights.ingest => Ok(Self(key)),
            Some(_) => Err(ApiError::forbidden("this key may not record: it has no right `ingest`")),
            None => Err(without_key()),
        }
    }
}

impl FromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match caller(parts, state).await? {
            Some(key) if !key.rights.read => {
                Err(ApiError::forbidden("this key may not read: it has no right `read`"))
            }
            found => Ok(Self(found)),
        }
    }
}

fn without_key() -> ApiError {
    ApiError::unauthorized("writing needs a key: send Authorization: Bearer sj_…")
}

async fn caller(parts: &Parts, state: &AppState) -> Result<Option<Arc<Key>>, ApiError> {
    match parts.extensions.get::<Checked>() {
        Some(Checked(key)) => Ok(key.clone()),
        None => key_of(&parts.headers, &state.keys).await,
    }
}

/// The key a request carries. `None` without the header; `401` for anything in it that is no valid key.
async fn key_of(headers: &HeaderMap, keys: &Keys) -> Result<Option<Arc<Key>>, ApiError> {
    let refused =
        || ApiError::unauthorized("the Authorization header holds no valid key: expected Bearer sj_…");
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(refused());
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let secret = Secret::from_sent(token.trim()).ok_or_else(refused)?;
    keys.find(&secret).await?.map(Some).ok_or_else(refused)
}
