//! A process of its own that records sales without end, to be killed or to fail.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use app::units::{Day, Quantity, Scope, UnixMs};
use server::clock::SystemClock;
use server::config::database::DatabaseUrl;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::events::Origin;
use server::organisation::store::{self, NewOutlet};
use server::organisation::{DirectoryHandle, OutletId};
use server::sales::ingest::{Durability, Ingest, IngestSettings, Lane};
use server::sales::{EntryKind, NewEntry, NewLine, Outcome};
use uuid::Uuid;

/// Name of the database inside the folder.
pub(crate) const FILE: &str = "writer.db";

/// A running writer, killed on drop.
pub(crate) struct Writer(Child);

impl Writer {
    /// Starts one on a fresh database in `folder`, with a library loaded before all others if one is given.
    pub(crate) fn start(folder: &Path, durability: Durability, preload: Option<&Path>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        if let Some(library) = preload {
            command.env("LD_PRELOAD", library);
        }
        let mut child = command
            .args(["--exact", "writer::process", "--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let is_durable = durability == Durability::PowerCut;
        writeln!(child.stdin.take().unwrap(), "{is_durable} {}", folder.display()).unwrap();
        Self(child)
    }

    /// The ids of sales as they are acknowledged. Ends with the process. Call once.
    pub(crate) fn acknowledged(&mut self) -> impl Iterator<Item = String> + use<> {
        let lines = BufReader::new(self.0.stderr.take().unwrap()).lines().map(Result::unwrap);
        lines.filter(|line| Uuid::try_parse(line).is_ok())
    }

    /// SIGKILL, at once.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// The exit code of a process that ends by itself.
    pub(crate) fn exit_code(mut self) -> Option<i32> {
        self.0.wait().unwrap().code()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Gone already after the calls above.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Not a test: the process. Tells each id once it is acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by other tests as a process of its own"]
async fn process() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let (is_durable, folder) = line.trim().split_once(' ').unwrap();
    let durability = if is_durable == "true" { Durability::PowerCut } else { Durability::Kill };
    let file = Path::new(folder).join(FILE);
    let db = Db::open(&DatabaseUrl::Sqlite(file), &Entropy::from_machine()).await.unwrap();
    let (ingest, outlet) = open(db, durability).await;
    let mut tills = tokio::task::JoinSet::new();
    for till in 0..8 {
        let ingest = ingest.clone();
        tills.spawn(async move {
            for n in 0.. {
                let sale = sale(Uuid::from_u128((till << 64) + n), outlet);
                let id = sale.id.to_string();
                let command = server::sales::Command::Record(Box::new(sale));
                let outcomes = ingest.submit(Lane::Single, vec![command]).await.unwrap();
                assert!(matches!(outcomes[..], [Outcome::Recorded(_)]), "{outcomes:?}");
                tell(&id);
            }
        });
    }
    tills.join_next().await.unwrap().unwrap();
}

/// A writer with one outlet to write for.
pub(crate) async fn open(db: Db, durability: Durability) -> (Ingest, OutletId) {
    let outlet = make_outlet(&db).await;
    let directory = DirectoryHandle::load(&db).await.unwrap();
    let settings = IngestSettings { durability, ..IngestSettings::default() };
    (Ingest::start(db, directory, Arc::new(SystemClock), settings).await.unwrap(), outlet)
}

async fn make_outlet(db: &Db) -> OutletId {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    let scope = |text: &str| text.parse::<Scope>().unwrap();
    let outlet = NewOutlet {
        code: "a".parse().unwrap(),
        name: "A".to_owned(),
        region: store::ensure_scope(&mut tx, &scope("region:r"), "R").await.unwrap(),
        franchise: store::ensure_scope(&mut tx, &scope("franchise:f"), "F").await.unwrap(),
        time_zone: chrono_tz::Asia::Kolkata,
        currency: "INR".parse().unwrap(),
        country: None,
        cutoff_min: 0,
        opening_hours: None,
        is_open: true,
    };
    let outlet = store::insert_outlet(&mut tx, &outlet).await.unwrap();
    tx.commit().await.unwrap();
    outlet
}

pub(crate) fn sale(id: Uuid, outlet: OutletId) -> NewEntry {
    let line = NewLine {
        item: "van".to_owned(),
        name: None,
        category: None,
        qty: Quantity(1_000),
        unit_price_micros: 2_500_000,
        discount_minor: 0,
        tax_minor: 0,
        tax_rate: None,
        tax_code: None,
        total_minor: 250,
    };
    NewEntry {
        kind: EntryKind::Sale,
        id,
        content_hash: id.to_string(),
        number: "C-1".to_owned(),
        outlet,
        till: None,
        till_seq: None,
        cashier: None,
        shift: None,
        at: UnixMs(1_795_172_645_000),
        utc_offset_min: 330,
        day: Day(20_777),
        hour: 15,
        currency: "INR".parse().unwrap(),
        prices_include_tax: true,
        customer: None,
        lines: vec![line],
        discount_minor: 0,
        tax_minor: 0,
        rounding_minor: 0,
        total_minor: 250,
        tenders: Vec::new(),
        replaces: None,
        sale: None,
        reason: String::new(),
        origin: Origin::Live,
        may_create_items: true,
        reach: Scope::Network,
    }
}

#[expect(clippy::print_stderr, reason = "the parent reads the ids here")]
fn tell(text: &str) {
    eprintln!("{text}");
}
