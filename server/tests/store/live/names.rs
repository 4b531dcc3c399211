//! A name that is changed elsewhere is shown without a restart.

use std::sync::Arc;
use std::time::Duration;

use app::units::UnixMs;
use server::clock::Clock;
use server::db::testing::on_both_engines;
use server::entropy::Entropy;
use server::live::Live;
use server::organisation::file::parse_toml;
use server::organisation::{DirectoryHandle, apply};
use tokio::time::timeout;

use super::{begin_all, board};
use crate::support::{Franchise, TODAY, line, sale};

/// A hang limit, not a measure.
const PATIENCE: Duration = Duration::from_secs(20);

const RENAMED: &str = r#"
name = "Scoops"
regions = [{ code = "north", name = "The North" }]
franchises = [{ code = "east", name = "Eastern Ices" }]
items = [{ code = "vanilla", name = "Vanilla bean" }]
"#;

#[tokio::test]
async fn renamed_scopes_and_items_are_shown_by_a_running_server() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        begin_all(&shop, TODAY).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("vanilla", 2, 1_000)])).await;
        let directory = DirectoryHandle::load(&shop.db).await.unwrap();
        let entropy = Arc::new(Entropy::from_seed(1));
        let (clock, committed) = (shop.clock.clone(), shop.ingest.committed());
        let live = Live::start(shop.db.clone(), directory.clone(), clock, entropy, committed).await.unwrap();
        let before = board(&live, "network").await;
        assert_eq!(before.top_items[0].name, "vanilla");

        let now = UnixMs(shop.clock.now_ms());
        apply::apply(&shop.db, &parse_toml(RENAMED).unwrap(), now).await.unwrap();
        let renamed = async {
            while board(&live, "network").await.top_items[0].name != "Vanilla bean" {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, renamed).await.expect("the new name is shown");
        let directory = directory.current();
        let names = ["network", "region:north", "franchise:east"]
            .map(|scope| directory.scope_name(&scope.parse().unwrap()).unwrap().to_owned());
        assert_eq!(names, ["Scoops", "The North", "Eastern Ices"]);
        live.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}
