//! Someone who looks at boards and folds the stream as a browser does.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use app::live::{Applied, Board, Patch, Ping};
use app::units::Scope;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// An open stream with the boards it has led to.
pub(crate) struct Viewer {
    stream: BufReader<TcpStream>,
    pub(crate) boards: BTreeMap<Scope, Board>,
}

impl Viewer {
    pub(crate) async fn open(server: SocketAddr, scopes: &[&str]) -> Self {
        let mut stream = TcpStream::connect(server).await.unwrap();
        let query = scopes.join("&scope=");
        let request = format!("GET /api/v1/live?scope={query} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut viewer = Self { stream: BufReader::new(stream), boards: BTreeMap::new() };
        while viewer.boards.len() < scopes.len() {
            viewer.hear().await.expect("snapshots come first");
        }
        viewer
    }

    /// Takes the next frame and returns its event; `None` when the stream has ended.
    ///
    /// No frame may be missing or wrong: every patch fits, and every ping finds the boards as they are here.
    pub(crate) async fn hear(&mut self) -> Option<String> {
        let mut frame = (String::new(), Value::Null);
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line).await.unwrap() == 0 {
                return None;
            }
            // Heads and the sizes of chunks stand between the frames; none of them looks like a field.
            if let Some(event) = line.strip_prefix("event: ") {
                frame.0 = event.trim_end().to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                frame.1 = serde_json::from_str(data).unwrap();
                break;
            }
        }
        let (event, data) = frame;
        match event.as_str() {
            "snapshot" => {
                let board: Board = serde_json::from_value(data).unwrap();
                self.boards.insert(board.scope.clone(), board);
            }
            "patch" => {
                let patch: Patch = serde_json::from_value(data).unwrap();
                let board = self.boards.get_mut(&patch.scope).unwrap();
                assert_eq!(board.apply(patch), Applied::Done);
            }
            "ping" => self.compare(&serde_json::from_value(data).unwrap()),
            _ => {}
        }
        Some(event)
    }

    fn compare(&self, ping: &Ping) {
        for told in &ping.scopes {
            let held = &self.boards[&told.scope];
            assert_eq!((held.revision, held.digest()), (told.revision, told.hash.clone()), "{}", told.scope);
        }
    }

    /// Takes frames until a board is as wanted.
    pub(crate) async fn wait_until(&mut self, scope: &str, is_so: impl Fn(&Board) -> bool) {
        let scope: Scope = scope.parse().unwrap();
        while !is_so(&self.boards[&scope]) {
            self.hear().await.expect("the stream goes on");
        }
    }
}

/// The board of a scope, asked for once.
pub(crate) async fn board(server: SocketAddr, scope: &str) -> Board {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request =
        format!("GET /api/v1/board?scope={scope} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}
