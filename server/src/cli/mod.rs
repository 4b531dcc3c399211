//! The command line: one file per subcommand.
//!
//! Exit codes: 0 done, 1 failed with the reason on stderr, 2 wrong usage (clap's own). An import is done once its file is
//! read to the end, whatever was rejected on the way.

pub mod generate;
pub mod import;
pub mod jobs;
pub mod key;
pub mod organisation;
pub mod output;
pub mod rebuild;
pub mod serve;
mod signals;
pub mod simulate;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::assets::{Assets, Find};
use crate::config::database::DatabaseUrl;
use crate::config::log;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::telemetry;

/// A live command centre for shop franchises.
#[derive(Debug, Parser)]
#[command(name = "scoopjoy", version, about, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Options that every subcommand takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Shared {
    /// Folder of the embedded database and of everything else the server keeps.
    #[arg(long, global = true, value_name = "DIR", default_value = "./data")]
    pub data: PathBuf,
    /// Database to use instead of the embedded one: sqlite://FILE or postgres://… [env: DATABASE_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
}

impl Shared {
    /// Opens the database these options name, and makes it where it is embedded and missing.
    pub async fn open_db(&self, entropy: &Entropy) -> anyhow::Result<Db> {
        let url = DatabaseUrl::choose(self.database_url.as_deref(), &self.data)?;
        Ok(Db::open(&url, entropy).await?)
    }

    /// The same, for commands that have nothing to do in a database which is not there. Errors: so does a missing file.
    pub async fn open_existing_db(&self, entropy: &Entropy) -> anyhow::Result<Db> {
        if let DatabaseUrl::Sqlite(file) = DatabaseUrl::choose(self.database_url.as_deref(), &self.data)?
            && !file.exists()
        {
            anyhow::bail!("there is no database at {}: name its folder with --data", file.display());
        }
        self.open_db(entropy).await
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Key(key::KeyCommand),
    Import(import::ImportCommand),
    Simulate(simulate::Simulate),
    Generate(generate::Generate),
    Organisation(organisation::Organisation),
    Jobs(jobs::JobsCommand),
    Rebuild(rebuild::RebuildCommand),
}

/// Runs the subcommand that the process was started with. `site`: the built files of the pages.
pub fn run(site: Find) -> ExitCode {
    let cli = Cli::parse();
    match log::filter().and_then(|filter| {
        telemetry::start(filter);
        execute(cli, site)
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves nobody to tell; the exit code still says it.
            let _ = writeln!(std::io::stderr(), "scoopjoy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli, site: Find) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve(command) => serve::run(command, cli.shared, Assets::load(site)).await,
            Command::Key(command) => key::run(command, cli.shared).await,
            Command::Import(command) => import::run(command, cli.shared).await,
            Command::Simulate(command) => simulate::run(command, cli.shared).await,
            Command::Generate(command) => generate::run(command, cli.shared).await,
            Command::Organisation(command) => organisation::run(command, cli.shared).await,
            Command::Jobs(command) => jobs::run(command, cli.shared).await,
            Command::Rebuild(command) => rebuild::run(command, cli.shared).await,
        }
    });
    // Whatever still runs on a thread of its own has had its time.
    runtime.shutdown_background();
    done
}
