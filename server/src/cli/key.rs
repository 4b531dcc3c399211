//! `scoopjoy key`: makes, lists and revokes API keys.

use anyhow::bail;
use app::units::{Scope, UnixMs};
use serde::Serialize;

use crate::cli::Shared;
use crate::cli::output::{print_json, print_line};
use crate::clock::{Clock, SystemClock};
use crate::db::{Db, Urgency};
use crate::entropy::Entropy;
use crate::keys::store::{self, ListedKey, NewKey};
use crate::keys::{Rights, Secret};
use crate::organisation::DirectoryHandle;
use crate::sales::text::Text;

/// Random bytes of the id by which people refer to a key.
const PUBLIC_ID_BYTES: usize = 6;

/// Make, list and revoke the keys of the API.
#[derive(Debug, clap::Args)]
pub struct KeyCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Add(Add),
    List(List),
    Revoke(Revoke),
}

/// Make a key and show it, this once.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  scoopjoy key add --scope outlet:mg-road --rights ingest,read --name 'Till 1'"
)]
struct Add {
    /// Where the key works: network, region:CODE, franchise:CODE or outlet:CODE.
    #[arg(long, value_name = "SCOPE", value_parser = parse_scope)]
    scope: Scope,
    /// What it allows: ingest, read, create_items, separated by commas.
    #[arg(long, value_name = "RIGHTS")]
    rights: Rights,
    /// What it is for, for people.
    #[arg(long, value_name = "NAME", value_parser = parse_name)]
    name: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// List all keys, without their secrets.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy key list --json")]
struct List {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Revoke a key: within five seconds it is refused everywhere.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  scoopjoy key revoke k_1f0c9a2b7d3e")]
struct Revoke {
    /// The id that `key list` shows.
    #[arg(value_name = "ID")]
    id: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the subcommand.
///
/// Errors: when the database cannot be opened, the scope does not exist, or there is no such key.
pub async fn run(command: KeyCommand, shared: Shared) -> anyhow::Result<()> {
    let entropy = Entropy::from_machine();
    let db = match command.action {
        Action::Add(_) => shared.open_db(&entropy).await?,
        Action::List(_) | Action::Revoke(_) => shared.open_existing_db(&entropy).await?,
    };
    let done = match command.action {
        Action::Add(command) => add(&db, &entropy, &SystemClock, command).await,
        Action::List(command) => list(&db, command).await,
        Action::Revoke(command) => revoke(&db, &SystemClock, command).await,
    };
    db.close().await;
    done
}

async fn add(db: &Db, entropy: &Entropy, clock: &dyn Clock, command: Add) -> anyhow::Result<()> {
    let directory = DirectoryHandle::load(db).await?.current();
    if directory.scope_id(&command.scope).is_none() {
        bail!(
            "there is no {}: add it with `scoopjoy organisation apply`, or use --scope network",
            command.scope
        );
    }
    let secret = Secret::generate(entropy);
    let mut id = [0; PUBLIC_ID_BYTES];
    entropy.fill(&mut id);
    let key = NewKey {
        public_id: format!("k_{}", hex::encode(id)),
        name: command.name,
        hash: secret.hash(),
        scope: command.scope,
        rights: command.rights,
        created_at: UnixMs(clock.now_ms()),
    };
    let mut tx = db.write(Urgency::Foreground).await?;
    store::insert_key(&mut tx, &key).await?;
    tx.commit().await?;
    if command.json {
        return print_json(&Made { id: &key.public_id, key: secret.reveal() });
    }
    print_line(&format!("{}\n{}", key.public_id, secret.reveal()))?;
    print_line("The second line is the key. It is not stored and will not be shown again.")
}

async fn list(db: &Db, command: List) -> anyhow::Result<()> {
    let mut tx = db.read().await?;
    let keys = store::list_keys(&mut tx).await?;
    tx.rollback().await?;
    let rows: Vec<Row> = keys.iter().map(Row::of).collect();
    if command.json {
        return print_json(&Listing { keys: rows });
    }
    if rows.is_empty() {
        return print_line("There are no keys yet: `scoopjoy key add` makes one.");
    }
    for row in rows {
        let state = row.revoked_at.map_or_else(|| "valid".to_owned(), |at| format!("revoked {at}"));
        print_line(&format!("{}  {}  {}  {state}  {}", row.id, row.scope, row.rights, row.name))?;
    }
    Ok(())
}

async fn revoke(db: &Db, clock: &dyn Clock, command: Revoke) -> anyhow::Result<()> {
    let mut tx = db.write(Urgency::Foreground).await?;
    let is_revoked = store::update_key_as_revoked(&mut tx, &command.id, UnixMs(clock.now_ms())).await?;
    tx.commit().await?;
    if !is_revoked {
        bail!("there is no valid key {:?}: `scoopjoy key list` shows them all", command.id);
    }
    match command.json {
        true => print_json(&Revoked { revoked: &command.id }),
        false => {
            print_line(&format!("{} is revoked; running servers refuse it within five seconds", command.id))
        }
    }
}

fn parse_scope(text: &str) -> Result<Scope, String> {
    text.parse().map_err(|_| "expected network, region:CODE, franchise:CODE or outlet:CODE".to_owned())
}

fn parse_name(text: &str) -> Result<String, String> {
    let name = Text::parse(text).map_err(|problem| format!("the name {problem}"))?;
    name.map(String::from).ok_or_else(|| "expected a name that is not empty".to_owned())
}

#[derive(Serialize)]
struct Made<'a> {
    id: &'a str,
    key: &'a str,
}

#[derive(Serialize)]
struct Listing<'a> {
    keys: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Revoked<'a> {
    revoked: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    scope: String,
    rights: String,
    created_at: String,
    revoked_at: Option<String>,
}

impl<'a> Row<'a> {
    fn of(listed: &'a ListedKey) -> Self {
        Self {
            id: &listed.key.public_id,
            name: &listed.key.name,
            scope: listed.key.scope.to_string(),
            rights: listed.key.rights.to_string(),
            created_at: listed.created_at.to_string(),
            revoked_at: listed.revoked_at.map(|at| at.to_string()),
        }
    }
}
