//! A server of its own for one measurement: a fresh data folder, outlets, a key, and the process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

/// How the server under test is started.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    /// The release binary.
    pub(crate) scoopjoy: PathBuf,
    /// Where data folders are made: the disk that is measured.
    pub(crate) folder: PathBuf,
    pub(crate) outlets: usize,
    /// False: this program serves the same router with a writer that keeps no summaries.
    pub(crate) keeps_summaries: bool,
    /// A library that slows every sync down by this many microseconds, and the delay.
    pub(crate) slow_sync: Option<(PathBuf, u32)>,
}

/// A running server. It is killed, and its data removed, on drop.
pub(crate) struct Rig {
    server: Child,
    pub(crate) address: SocketAddr,
    pub(crate) key: String,
    pub(crate) outlets: Vec<String>,
    data: TempDir,
}

impl Rig {
    /// Makes the outlets and a key, starts the server and waits until it listens.
    pub(crate) fn start(recipe: &Recipe) -> Result<Self> {
        let data = TempDir::new_in(&recipe.folder)?;
        let outlets: Vec<String> = (1..=recipe.outlets).map(|number| format!("bench-{number}")).collect();
        let file = data.path().join("organisation.toml");
        std::fs::write(&file, organisation(&outlets))?;
        run(&recipe.scoopjoy, data.path(), &["organisation", "apply", &file.display().to_string()])?;
        Self::start_on(recipe, data, outlets)
    }

    /// Makes a key, starts the server on the database in `data` and waits until it listens. `outlets`: codes to sell at.
    pub(crate) fn start_on(recipe: &Recipe, data: TempDir, outlets: Vec<String>) -> Result<Self> {
        let made = run(
            &recipe.scoopjoy,
            data.path(),
            &[
                "key",
                "add",
                "--scope",
                "network",
                "--rights",
                "ingest,read,create_items",
                "--name",
                "bench",
                "--json",
            ],
        )?;
        let made: Value = serde_json::from_str(made.lines().last().unwrap_or_default())?;
        let key = made["key"].as_str().context("`key add --json` printed no key")?.to_owned();
        let (server, address) = serve(recipe, data.path())?;
        Ok(Self { server, address, key, outlets, data })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.server.id()
    }

    /// How many sales the ledger holds, asked of the database itself once the server has stopped.
    pub(crate) fn stop_and_count_sales(mut self) -> Result<u64> {
        self.server.kill()?;
        self.server.wait()?;
        let ledger = rusqlite::Connection::open(self.data.path().join("scoopjoy.db"))?;
        let count: i64 = ledger.query_row("select count(*) from sales", [], |row| row.get(0))?;
        Ok(u64::try_from(count)?)
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        // It may have ended already; there is nobody to tell either way.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn serve(recipe: &Recipe, data: &Path) -> Result<(Child, SocketAddr)> {
    let mut command = if recipe.keeps_summaries {
        let mut command = Command::new(&recipe.scoopjoy);
        command.arg("serve");
        command
    } else {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-without-summaries");
        command
    };
    command
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .env("RUST_LOG", "info")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    if let Some((library, delay_us)) = &recipe.slow_sync {
        command.env("LD_PRELOAD", library).env("SLOW_SYNC_US", delay_us.to_string());
    }
    let mut server =
        command.spawn().with_context(|| format!("cannot start {}", recipe.scoopjoy.display()))?;
    let stderr = server.stderr.take().context("the server's stderr is piped")?;
    let mut lines = BufReader::new(stderr).lines();
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.split_once("listening on http://")?.1.split_whitespace().next()?.parse().ok())
        .context("the server ended before it listened")?;
    // Whatever else it says is read away, or its pipe would fill up and stop it.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok((server, address))
}

fn run(program: &Path, data: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    ensure!(
        output.status.success(),
        "{} {}: {}",
        program.display(),
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn organisation(outlets: &[String]) -> String {
    let mut file = String::from(
        "name = \"Bench\"\ndefault_currency = \"INR\"\nregions = [{ code = \"r\", name = \"R\" }]\nfranchises = [{ code = \"f\", name = \"F\" }]\n",
    );
    for code in outlets {
        file.push_str(&format!(
            "\n[[outlets]]\ncode = \"{code}\"\nname = \"{code}\"\nregion = \"r\"\nfranchise = \"f\"\ntime_zone = \"Asia/Kolkata\"\n"
        ));
    }
    file
}
