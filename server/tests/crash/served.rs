//! The real server as a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use server::db::Db;
use sqlx::ConnectOptions;

const ORGANISATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/organisation.toml");

/// Where servers keep what they are told.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    data: PathBuf,
    /// `None`: the embedded database, in the data folder.
    database: Option<String>,
}

impl Home {
    /// With the embedded database.
    pub(crate) fn embedded(data: &Path) -> Self {
        Self { data: data.to_owned(), database: None }
    }

    /// With the database that `db` is connected to.
    pub(crate) fn of(db: &Db, data: &Path) -> Self {
        let database = match db {
            Db::Sqlite(db) => format!("sqlite://{}", db.path().display()),
            Db::Postgres(db) => db.pool().connect_options().to_url_lossy().to_string(),
        };
        Self { data: data.to_owned(), database: Some(database) }
    }
}

/// A running server, killed on drop.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
}

/// Makes the organisation in a new database, and a key for the whole network.
pub(crate) fn prepare(home: &Home) -> String {
    run(home, &["organisation", "apply", ORGANISATION]);
    let rights = "ingest,read,create_items";
    let report =
        run(home, &["key", "add", "--scope", "network", "--rights", rights, "--name", "till", "--json"]);
    let report: serde_json::Value = serde_json::from_str(report.lines().last().unwrap()).unwrap();
    report["key"].as_str().unwrap().to_owned()
}

impl Served {
    /// Starts a server on a port that is free, and waits until it listens.
    pub(crate) fn start(home: &Home) -> Self {
        let mut child =
            command(home).args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let address = log.find_map(|line| line.split("listening on http://").nth(1).map(address_at));
        // The rest of the log must be read, or the server would wait for room in the pipe.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, address: address.expect("the server says where it listens") }
    }

    /// SIGTERM, and the status with which the server then ends.
    pub(crate) fn terminate(self) -> ExitStatus {
        self.ask_to_stop();
        self.end()
    }

    /// SIGTERM.
    pub(crate) fn ask_to_stop(&self) {
        ask_to_stop(&self.child);
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// SIGKILL, at once.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Gone already after `kill`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server for the first time and sends it SIGTERM after `delay`, wherever it is by then.
pub(crate) fn start_and_stop(home: &Home, delay: Duration) {
    let mut child = command(home)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    ask_to_stop(&child);
    child.wait().unwrap();
}

fn ask_to_stop(child: &Child) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
}

/// The address at the beginning of `text`, which may go on with colour codes.
fn address_at(text: &str) -> SocketAddr {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').unwrap_or(text.len());
    text[..end].parse().unwrap()
}

fn run(home: &Home, arguments: &[&str]) -> String {
    let output = command(home).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn command(home: &Home) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scoopjoy"));
    command.arg("--data").arg(&home.data).env_remove("DATABASE_URL").env_remove("RUST_LOG");
    if let Some(database) = &home.database {
        command.args(["--database-url", database]);
    }
    command
}
