//! Boards against the database they are read from.

mod facts;
mod healed;
mod moved;
mod names;
mod outage;
mod random;
mod today;

use std::sync::Arc;

use app::live::Board;
use app::units::{Day, Scope, UnixMs};
use server::clock::Clock;
use server::db::Db;
use server::entropy::Entropy;
use server::live::{Audience, Live};
use server::organisation::file::parse_toml;
use server::organisation::{DirectoryHandle, OutletId, apply};
use server::sales::{Command, Outcome};

use crate::support::Franchise;

/// A hub of its own over a franchise.
async fn open_live(shop: &Franchise) -> Live {
    open_live_on(shop, &shop.db).await
}

/// The same, reading by connections of its own.
async fn open_live_on(shop: &Franchise, db: &Db) -> Live {
    let directory = DirectoryHandle::load(db).await.unwrap();
    let entropy = Arc::new(Entropy::from_seed(1));
    Live::start(db.clone(), directory, shop.clock.clone(), entropy, shop.ingest.committed()).await.unwrap()
}

async fn board(live: &Live, scope: &str) -> Board {
    live.board(&scope.parse().unwrap(), None, Audience::Full).await.unwrap().board()
}

async fn board_of(live: &Live, scope: &str, day: Day) -> Board {
    live.board(&scope.parse().unwrap(), Some(day), Audience::Full).await.unwrap().board()
}

/// What two hubs must agree on: everything but how far and until when they have read, and which events nobody could see.
fn shown(board: Board) -> Board {
    Board { revision: 0, cursor: 0, as_of: String::new(), ..board }
}

/// Begins a business day.
async fn begin(shop: &Franchise, outlet: OutletId, day: Day) {
    let outcome = shop.submit(Command::StartDay { outlet, day }).await;
    assert!(matches!(outcome, Outcome::DayStarted { event: Some(_) }), "{outcome:?}");
}

async fn begin_all(shop: &Franchise, day: Day) {
    let outlets: Vec<OutletId> = shop.directory.current().outlets().map(|outlet| outlet.id).collect();
    for outlet in outlets {
        begin(shop, outlet, day).await;
    }
}

/// Gives an outlet to another region and franchise, as an organisation file does.
pub(crate) async fn move_outlet(shop: &Franchise, outlet: &str, region: &str, franchise: &str) {
    let file = format!(
        "outlets = [{{ code = {outlet:?}, name = \"Outlet {outlet}\", region = {region:?}, franchise = {franchise:?}, \
         time_zone = \"Asia/Kolkata\", currency = \"INR\" }}]"
    );
    let now = UnixMs(shop.clock.now_ms());
    apply::apply(&shop.db, &parse_toml(&file).unwrap(), now).await.unwrap();
    shop.directory.reload(&shop.db).await.unwrap();
}

pub(crate) fn every_scope(shop: &Franchise) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = shop.directory.current().scopes().map(|named| named.scope.clone()).collect();
    scopes.sort();
    scopes
}
