//! Days are rebuilt one by one, beside live traffic.

use std::ops::ControlFlow;

use app::units::Day;
use server::db::testing::{on_both_engines, open_again};
use server::db::{Db, Urgency, on_engine};
use server::summaries::rebuild_days::{Rebuilt, rebuild_days};
use server::summaries::rebuild_store::{Asked, KeptRebuild, list_rebuilds};
use tokio_util::sync::CancellationToken;

use crate::operations::Script;
use crate::support::{Franchise, TODAY, line, rebuilt_sums, sale, sums};

const ALL: Asked = Asked { from: Day(0), to: Day(40_000), outlet: None, is_dry_run: false };

/// Rebuilds until `each` says enough; from another process' point of view if `db` is another's.
async fn rebuild(shop: &Franchise, db: &Db, asked: &Asked, each: impl Fn(Day) -> ControlFlow<()>) -> Rebuilt {
    let stop = CancellationToken::new();
    rebuild_days(db, &*shop.clock, asked, &stop, |day, _, _| {
        if each(day).is_break() {
            stop.cancel();
        }
        Ok(())
    })
    .await
    .unwrap()
}

async fn spoil(db: &Db) {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    let sql = "update scope_hours set gross = gross + 1";
    on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop)).unwrap();
    tx.commit().await.unwrap();
}

async fn kept(db: &Db) -> KeptRebuild {
    let mut tx = db.read().await.unwrap();
    let newest = list_rebuilds(&mut tx, 1).await.unwrap().remove(0);
    tx.rollback().await.unwrap();
    newest
}

#[tokio::test]
async fn facts_that_arrive_meanwhile_are_neither_lost_nor_doubled() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let commands = Script::new(&shop, 31).write(1_500);
        let (before, meanwhile) = commands.split_at(300);
        shop.submit_all(before.to_vec()).await;
        let other = open_again(&shop.db).await;
        let recording = async {
            for group in meanwhile.chunks(20) {
                shop.submit_all(group.to_vec()).await;
            }
        };
        let rebuilding = async {
            let mut changed = 0;
            for _ in 0..4 {
                spoil(&other).await;
                changed +=
                    rebuild(&shop, &other, &ALL, |_| ControlFlow::Continue(())).await.progress.days_changed;
            }
            changed
        };
        let ((), changed) = tokio::join!(recording, rebuilding);
        assert!(changed > 4, "{changed} days were rebuilt");
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        other.close().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn one_that_is_stopped_leaves_whole_days_and_the_next_goes_on() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        for n in 0..5 {
            let back = i32::try_from(n).unwrap();
            let lines = [line("VAN", 1, 100)];
            let sold =
                server::sales::NewEntry { day: TODAY.plus(-back), ..sale(n, shop.outlet("a"), &lines) };
            shop.recorded(&sold).await;
        }
        spoil(&shop.db).await;
        let dry =
            rebuild(&shop, &shop.db, &Asked { is_dry_run: true, ..ALL }, |_| ControlFlow::Continue(())).await;
        assert_eq!((dry.progress.days_total, dry.progress.days_changed), (5, 5));
        let third = TODAY.plus(-2);
        let stopped = rebuild(&shop, &shop.db, &ALL, |day| {
            if day == third { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await;
        assert_eq!((stopped.is_stopped, stopped.progress.days_done), (true, 3));
        assert_eq!(kept(&shop.db).await.finished_at, None);
        let outlet = Some(shop.outlet("b"));
        let none = rebuild(&shop, &shop.db, &Asked { outlet, ..ALL }, |_| ControlFlow::Continue(())).await;
        assert_eq!(none.progress.days_total, 0, "the outlet has no days");
        let rest = rebuild(&shop, &shop.db, &ALL, |_| ControlFlow::Continue(())).await;
        assert_eq!((rest.is_stopped, rest.progress.days_done, rest.progress.days_changed), (false, 5, 2));
        let told = kept(&shop.db).await;
        assert!(told.finished_at.is_some() && told.days_done == 5 && told.rows_changed == 8, "{told:?}");
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        shop.ingest.stop().await;
    })
    .await;
}
