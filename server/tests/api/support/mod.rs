//! A server in this process with its own database, a clock that stands still, and a small franchise.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

pub(crate) mod sale;

use std::sync::Arc;

use app::units::UnixMs;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeZone, Utc};
use http_body_util::BodyExt;
use serde_json::Value;
use server::app::{AppState, Settings};
use server::assets::Assets;
use server::clock::StillClock;
use server::db::testing::{on_both_engines, open_sqlite};
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::keys::Secret;
use server::keys::store::{NewKey, insert_key};
use server::organisation::{apply, file};
use server::router;
use tower::ServiceExt;

pub(crate) use sale::{SaleDraft, id, order, sale};

/// Two regions and two franchises; `closed` is closed, `ginza` sells in yen, `souq` in dinars of three decimals.
const ORGANISATION: &str = r#"
default_currency = "INR"
regions = [{ code = "south", name = "South" }, { code = "north", name = "North" }]
franchises = [{ code = "company", name = "Company" }, { code = "partner", name = "Partner" }]

[[outlets]]
code = "mg-road"
name = "MG Road"
region = "south"
franchise = "company"
time_zone = "Asia/Kolkata"

[[outlets]]
code = "colaba"
name = "Colaba"
region = "north"
franchise = "partner"
time_zone = "Asia/Kolkata"

[[outlets]]
code = "closed"
name = "Closed"
region = "south"
franchise = "partner"
time_zone = "Asia/Kolkata"
is_open = false

[[outlets]]
code = "ginza"
name = "Ginza"
region = "north"
franchise = "company"
time_zone = "Asia/Tokyo"
currency = "JPY"

[[outlets]]
code = "souq"
name = "Souq"
region = "north"
franchise = "company"
time_zone = "Asia/Kuwait"
currency = "KWD"
"#;

/// Whose key a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum As {
    /// No key.
    Nobody,
    /// A key that was never made.
    Stranger,
    /// Everything at every outlet.
    Network,
    /// Records at every outlet, known items only.
    Till,
    /// Records and reads at `mg-road`.
    MgRoad,
    /// Reads everything.
    Watcher,
    /// Reads the region of `mg-road`.
    South,
    /// Reads the other region.
    North,
}

impl As {
    const KEYS: [(Self, &str, &str); 6] = [
        (Self::Network, "network", "ingest,read,create_items"),
        (Self::Till, "network", "ingest"),
        (Self::MgRoad, "outlet:mg-road", "ingest,read,create_items"),
        (Self::Watcher, "network", "read"),
        (Self::South, "region:south", "read"),
        (Self::North, "region:north", "read"),
    ];

    /// The request with what every one of this caller's carries.
    pub(crate) fn sign(self, request: Builder) -> Builder {
        let request = request.header("host", "localhost");
        match self.secret() {
            Some(secret) => request.header("authorization", format!("Bearer {}", secret.reveal())),
            None => request,
        }
    }

    /// Names its key, as a list of keys does.
    pub(crate) fn public_id(self) -> String {
        format!("{self:?}")
    }

    fn secret(self) -> Option<Secret> {
        let seed = match self {
            Self::Nobody => return None,
            Self::Stranger => 1,
            Self::Network => 2,
            Self::Till => 3,
            Self::MgRoad => 4,
            Self::Watcher => 5,
            Self::South => 6,
            Self::North => 7,
        };
        Some(Secret::generate(&Entropy::from_seed(seed)))
    }
}

pub(crate) struct TestApp {
    pub(crate) db: Db,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) state: AppState,
    router: Router,
    _folder: Option<tempfile::TempDir>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// 2026-11-20 12:00 UTC: 17:30 in India.
pub(crate) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

/// Runs `test` against a server on each engine.
pub(crate) async fn with_app(test: impl AsyncFn(TestApp)) {
    on_both_engines(async |db| {
        let app = TestApp::on(db, Settings::default(), None).await;
        let state = app.state.clone();
        test(app).await;
        // What still listens to the database would keep it from being closed.
        state.days.clone().stop().await;
        state.live.clone().stop().await;
        state.ingest.clone().stop().await;
    })
    .await;
}

impl TestApp {
    /// A server on SQLite, for what does not depend on the engine.
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// The same with other settings.
    pub(crate) async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = open_sqlite(folder.path()).await;
        Self::on(db, settings, Some(folder)).await
    }

    async fn on(db: Db, settings: Settings, folder: Option<tempfile::TempDir>) -> Self {
        let clock = Arc::new(StillClock::at(noon()));
        let now = UnixMs(noon().timestamp_millis());
        let organisation = file::parse_toml(ORGANISATION).unwrap();
        apply::apply(&db, &organisation, now).await.unwrap();
        insert_keys(&db, now).await;
        let entropy = Arc::new(Entropy::from_seed(7));
        let state =
            AppState::build(db.clone(), clock.clone(), entropy, settings, Assets::none()).await.unwrap();
        Self { db, clock, router: router::build(state.clone()), state, _folder: folder }
    }

    pub(crate) async fn get(&self, who: As, path: &str) -> Answer {
        self.send(who, Request::get(path), Body::empty()).await
    }

    pub(crate) async fn post(&self, who: As, path: &str, body: impl Into<String>) -> Answer {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(who, request, Body::from(body.into())).await
    }

    pub(crate) async fn post_json(&self, who: As, path: &str, body: &Value) -> Answer {
        self.post(who, path, body.to_string()).await
    }

    pub(crate) async fn send(&self, who: As, request: Builder, body: Body) -> Answer {
        let response = self.router.clone().oneshot(who.sign(request).body(body).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        // A stream does not end; whoever wants its frames opens it.
        let body = match is_stream {
            true => Bytes::new(),
            false => response.into_body().collect().await.unwrap().to_bytes(),
        };
        Answer { status, headers, body }
    }

    /// The answer as it comes, for a stream that does not end.
    pub(crate) async fn open(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Applies an organisation file while the server runs.
    pub(crate) async fn apply(&self, toml: &str) {
        let now = UnixMs(noon().timestamp_millis());
        apply::apply(&self.db, &file::parse_toml(toml).unwrap(), now).await.unwrap();
        self.state.directory.reload(&self.db).await.unwrap();
    }

    /// Records a sale that must be right.
    pub(crate) async fn recorded(&self, sale: &SaleDraft) -> Value {
        let answer = self.post_json(As::Network, "/api/v1/sales", &sale.json()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        answer.json()
    }
}

async fn insert_keys(db: &Db, now: UnixMs) {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    for (who, scope, rights) in As::KEYS {
        let key = NewKey {
            public_id: who.public_id(),
            name: format!("{who:?}"),
            hash: who.secret().unwrap().hash(),
            scope: scope.parse().unwrap(),
            rights: rights.parse().unwrap(),
            created_at: now,
        };
        insert_key(&mut tx, &key).await.unwrap();
    }
    tx.commit().await.unwrap();
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The error code, after checking that the body is an error in full.
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        assert!(json["message"].as_str().is_some_and(|message| !message.is_empty()), "{self}");
        assert!(json["fields"].is_array(), "{self}");
        json["code"].as_str().unwrap_or_else(|| panic!("no code: {self}")).to_owned()
    }

    /// The paths of the wrong fields.
    pub(crate) fn wrong_fields(&self) -> Vec<String> {
        paths(&self.json()["fields"])
    }
}

/// The paths of an error's fields; each must say what is wrong and what would be right.
pub(crate) fn paths(fields: &Value) -> Vec<String> {
    let read = |field: &Value| {
        for part in ["problem", "want"] {
            assert!(field[part].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
        field["path"].as_str().unwrap().to_owned()
    };
    fields.as_array().unwrap().iter().map(read).collect()
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}
