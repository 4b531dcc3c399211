//! A server with an address, for whoever comes over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::units::UnixMs;
use server::app::{AppState, Settings};
use server::assets::Assets;
use server::clock::StillClock;
use server::db::{Db, Urgency};
use server::edge::{Limits, Listener, Stop};
use server::entropy::Entropy;
use server::keys::Secret;
use server::keys::store::{NewKey, insert_key};
use server::router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A running server, which takes sales up to a day ahead.
pub(crate) struct Serving {
    pub(crate) state: AppState,
    pub(crate) address: SocketAddr,
    stop: Stop,
    task: JoinSet<()>,
}

impl Serving {
    /// Serves `db` at `address`, of which port 0 is any free one.
    pub(crate) async fn start(db: &Db, clock: Arc<StillClock>, address: SocketAddr) -> Self {
        let settings = Settings { max_ahead: Duration::from_hours(24), ..Settings::default() };
        let entropy = Arc::new(Entropy::from_seed(1));
        let state = AppState::build(db.clone(), clock, entropy, settings, Assets::none()).await.unwrap();
        let socket = TcpListener::bind(address).await.unwrap();
        let address = socket.local_addr().unwrap();
        let listener = Listener::new(socket, router::build(state.clone()), Limits::default());
        let stop = listener.stop();
        let mut task = JoinSet::new();
        task.spawn(listener.serve());
        Self { state, address, stop, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks every connection off and ends.
    pub(crate) async fn end(mut self) {
        self.stop.abort();
        while self.task.join_next().await.is_some() {}
        self.state.days.clone().stop().await;
        self.state.live.clone().stop().await;
        self.state.ingest.clone().stop().await;
    }
}

/// The secret of a new key that may do everything everywhere.
pub(crate) async fn insert_any_key(db: &Db) -> String {
    insert_key_with(db, "ingest,read,create_items").await
}

/// The secret of a new key with `rights` everywhere.
pub(crate) async fn insert_key_with(db: &Db, rights: &str) -> String {
    let secret = Secret::generate(&Entropy::from_seed(2));
    let key = NewKey {
        public_id: "k_test".to_owned(),
        name: "test".to_owned(),
        hash: secret.hash(),
        scope: "network".parse().unwrap(),
        rights: rights.parse().unwrap(),
        created_at: UnixMs(0),
    };
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    insert_key(&mut tx, &key).await.unwrap();
    tx.commit().await.unwrap();
    secret.reveal().to_owned()
}
