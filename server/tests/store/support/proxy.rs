//! A way to a Postgres cluster that can be cut and held up.

use std::net::SocketAddr;

use server::config::database::DatabaseUrl;
use server::db::Db;
use server::entropy::Entropy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Passes connections on to the cluster of a database.
pub(crate) struct Proxy {
    cluster: SocketAddr,
    address: SocketAddr,
    is_held: watch::Sender<bool>,
    /// Accepts, and owns what it accepted.
    running: JoinSet<()>,
}

impl Proxy {
    /// The same database as `direct`, by way of a new proxy.
    pub(crate) async fn open(direct: &Db) -> (Self, Db) {
        let DatabaseUrl::Postgres(options) = direct.url() else { panic!("only Postgres is reached by TCP") };
        let cluster = (options.get_host().to_owned(), options.get_port());
        let mut cluster = tokio::net::lookup_host(cluster).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let mut proxy = Self {
            cluster: cluster.next().unwrap(),
            address: listener.local_addr().unwrap(),
            is_held: watch::Sender::new(false),
            running: JoinSet::new(),
        };
        proxy.run(listener);
        let through = options.host("127.0.0.1").port(proxy.address.port());
        let url = DatabaseUrl::Postgres(Box::new(through));
        (proxy, Db::open(&url, &Entropy::from_machine()).await.unwrap())
    }

    /// Ends all connections and refuses new ones.
    pub(crate) async fn cut(&mut self) {
        self.running.shutdown().await;
    }

    /// Takes connections again.
    pub(crate) async fn restore(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.run(listener);
    }

    /// Keeps connections open and passes nothing on, or goes on with it.
    pub(crate) fn hold(&self, is_held: bool) {
        self.is_held.send_replace(is_held);
    }

    fn run(&mut self, listener: TcpListener) {
        let (cluster, is_held) = (self.cluster, self.is_held.subscribe());
        self.running.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(cluster).await else { continue };
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                connections.spawn(pass_on(from_client, to_server, is_held.clone()));
                connections.spawn(pass_on(from_server, to_client, is_held.clone()));
            }
        });
    }
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut is_held: watch::Receiver<bool>) {
    let mut buffer = vec![0; 16_384];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let goes_on = is_held.wait_for(|is_held| !is_held).await.is_ok();
        if !goes_on || to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
}
