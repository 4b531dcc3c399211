//! How the writer behaves when something is wrong: one entry, the queue, another process, the end.

use std::collections::HashSet;

use app::units::{Day, UnixMs};
use server::clock::StillClock;
use server::db::testing::{on_both_engines, open_again, open_sqlite};
use server::db::{Tx, Urgency};
use server::events::{self, EventData, EventKind, NewEvent, Origin};
use server::organisation::{Directory, DirectoryHandle, OutletId};
use server::sales::ingest::{Ingest, IngestError, IngestSettings, Lane};
use server::sales::{Command, NewEntry, Outcome, Refusal};

use crate::support::{Franchise, free_return, line, rebuilt_sums, sale, sums};

fn record(entry: NewEntry) -> Command {
    Command::Record(Box::new(entry))
}

/// `count` sales of one rupee, numbered from `first`.
fn sales(outlet: OutletId, first: u128, count: u128) -> Vec<Command> {
    (first..first + count).map(|n| record(sale(n, outlet, &[line("van", 1, 100)]))).collect()
}

#[tokio::test]
async fn one_entry_that_cannot_be_stored_fails_alone() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        // An outlet that the directory knows and the database does not.
        let current = shop.directory.current();
        let mut outlets: Vec<_> = current.outlets().cloned().collect();
        let ghost = server::organisation::Outlet {
            id: OutletId(4_711),
            code: "ghost".parse().unwrap(),
            ..outlets[0].clone()
        };
        outlets.push(ghost);
        let haunted = DirectoryHandle::holding(Directory::new(Vec::new(), outlets, None));
        let ingest = Ingest::start(shop.db.clone(), haunted, shop.clock.clone(), IngestSettings::default())
            .await
            .unwrap();
        let mut commands = sales(shop.outlet("a"), 1, 100);
        commands.insert(37, record(sale(500, OutletId(4_711), &[line("van", 1, 100)])));
        let outcomes = ingest.submit(Lane::Batch, commands).await.unwrap();
        for (index, outcome) in outcomes.iter().enumerate() {
            match index {
                37 => assert_eq!(outcome, &Outcome::Refused(Refusal::Unstorable)),
                _ => assert!(matches!(outcome, Outcome::Recorded(_)), "{index}: {outcome:?}"),
            }
        }
        assert_eq!(shop.network_today().await[..2], [100, 10_000]);
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_entry_that_no_sum_can_hold_fails_alone() {
    const THIRD: i64 = i64::MAX / 3 - 1_000;
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let huge = |n| record(sale(n, shop.outlet("a"), &[line("van", 1, THIRD)]));
        shop.submit_all(vec![huge(1), huge(2)]).await;
        let mut commands = sales(shop.outlet("a"), 10, 3);
        commands.insert(1, huge(3));
        commands.insert(2, huge(4));
        let outcomes = shop.submit_all(commands).await;
        let refused: Vec<usize> =
            (0..5).filter(|&index| matches!(outcomes[index], Outcome::Refused(_))).collect();
        assert_eq!(refused, [2], "{outcomes:?}");
        assert_eq!(outcomes[2], Outcome::Refused(Refusal::OutOfRange));
        assert_eq!(shop.network_today().await[..2], [6, 3 * THIRD + 300]);
        shop.ingest.stop().await;
    })
    .await;
}

/// Keeps every writer of the database waiting until the transaction ends.
async fn hold(shop: &Franchise) -> Tx {
    let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
    let event = NewEvent {
        kind: EventKind::DayStarted,
        outlet: shop.outlet("a"),
        at: UnixMs(0),
        origin: Origin::Live,
        data: EventData::DayStarted { day: Day(0) },
    };
    events::append(&mut tx, &event).await.unwrap();
    tx
}

#[tokio::test]
async fn a_full_queue_refuses_a_batch_whole_and_recovers() {
    on_both_engines(async |db| {
        let settings = IngestSettings { singles: 3, batches: 10, ..IngestSettings::default() };
        let shop = Franchise::open_with(db, settings).await;
        let outlet = shop.outlet("a");
        let held = hold(&shop).await;
        let submit = |lane, commands| shop.ingest.submit(lane, commands);
        let full = Err(IngestError::Full { retry_after_s: 1 });
        assert_eq!(submit(Lane::Batch, sales(outlet, 1, 11)).await, full, "it can never fit");
        // The writer takes the first one and then waits; what follows stays in the queue.
        let first = submit(Lane::Single, sales(outlet, 1, 1));
        tokio::pin!(first);
        assert!(futures::poll!(&mut first).is_pending());
        let mut waiting = Vec::new();
        for n in [20, 30, 40] {
            let mut next = Box::pin(submit(Lane::Batch, sales(outlet, n, 3)));
            assert!(futures::poll!(&mut next).is_pending());
            waiting.push(next);
        }
        // Nine wait, unless the writer was quick and took some with the first.
        let refused = submit(Lane::Batch, sales(outlet, 50, 10)).await;
        assert_eq!(refused, full);
        held.rollback().await.unwrap();
        assert_eq!(first.await.unwrap().len(), 1);
        for next in waiting {
            assert_eq!(next.await.unwrap().len(), 3);
        }
        assert_eq!(submit(Lane::Batch, sales(outlet, 50, 10)).await.unwrap().len(), 10);
        assert_eq!(shop.network_today().await[0], 20);
        shop.ingest.clone().stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_accepted_is_carried_out_before_the_writer_stops() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        let held = hold(&shop).await;
        let mut waiting = Box::pin(shop.ingest.submit(Lane::Batch, sales(outlet, 1, 600)));
        assert!(futures::poll!(&mut waiting).is_pending());
        // A caller who has gone away changes nothing.
        let mut left = Box::pin(shop.ingest.submit(Lane::Single, sales(outlet, 1_000, 1)));
        assert!(futures::poll!(&mut left).is_pending());
        drop(left);
        let stop = shop.ingest.clone().stop();
        tokio::pin!(stop);
        assert!(futures::poll!(&mut stop).is_pending());
        assert_eq!(
            shop.ingest.submit(Lane::Single, sales(outlet, 2_000, 1)).await,
            Err(IngestError::Stopped)
        );
        held.rollback().await.unwrap();
        let (outcomes, ()) = tokio::join!(waiting, stop);
        assert!(outcomes.unwrap().iter().all(|outcome| matches!(outcome, Outcome::Recorded(_))));
        assert_eq!(shop.network_today().await[0], 601);
    })
    .await;
}

#[tokio::test]
async fn two_processes_record_the_same_sales_once() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db.clone()).await;
        let other = Ingest::start(
            open_again(&db).await,
            shop.directory.clone(),
            std::sync::Arc::new(StillClock::at(chrono::DateTime::UNIX_EPOCH)),
            IngestSettings { urgency: Urgency::Background, ..IngestSettings::default() },
        )
        .await
        .unwrap();
        let outlet = shop.outlet("a");
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for chunk in 0..12 {
            let first = 1 + chunk * 20;
            let here = shop.ingest.submit(Lane::Single, sales(outlet, first, 30));
            let there = other.submit(Lane::Single, sales(outlet, first + 10, 30));
            let (here, there) = tokio::join!(here, there);
            ours.extend(here.unwrap());
            theirs.extend(there.unwrap());
        }
        let recorded: Vec<_> = [&ours, &theirs]
            .into_iter()
            .flatten()
            .filter_map(|outcome| match outcome {
                Outcome::Recorded(receipt) => Some((receipt.id, receipt.event)),
                Outcome::Repeated(_) => None,
                other => panic!("{other:?}"),
            })
            .collect();
        let ids: HashSet<_> = recorded.iter().map(|(id, _)| id).collect();
        let events: HashSet<_> = recorded.iter().map(|(_, event)| event).collect();
        assert_eq!((recorded.len(), ids.len(), events.len()), (260, 260, 260));
        assert_eq!(shop.network_today().await[..2], [260, 26_000]);
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        other.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn two_processes_give_an_id_to_a_sale_or_to_a_return_but_never_to_both() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db.clone()).await;
        let clock = std::sync::Arc::new(StillClock::at(chrono::DateTime::UNIX_EPOCH));
        let settings = IngestSettings { urgency: Urgency::Background, ..IngestSettings::default() };
        let again = open_again(&db).await;
        let other = Ingest::start(again, shop.directory.clone(), clock, settings).await.unwrap();
        let outlet = shop.outlet("a");
        let returns = |first: u128| {
            let back = |n| record(free_return(n, outlet, &[line("van", 1, 100)]));
            (first..first + 20).map(back).collect::<Vec<_>>()
        };
        for first in (1..200).step_by(20) {
            let sold = shop.ingest.submit(Lane::Single, sales(outlet, first, 20));
            let returned = other.submit(Lane::Single, returns(first));
            let (sold, returned) = tokio::join!(sold, returned);
            for (sold, returned) in sold.unwrap().iter().zip(&returned.unwrap()) {
                let taken = Outcome::Refused(Refusal::OtherContent);
                let is_one = match (sold, returned) {
                    (Outcome::Recorded(_), refused) | (refused, Outcome::Recorded(_)) => *refused == taken,
                    _ => false,
                };
                assert!(is_one, "{sold:?} and {returned:?}");
            }
        }
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        other.stop().await;
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_another_process_keeps_locked_is_busy_and_then_free_again() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Franchise::open(open_sqlite(folder.path()).await).await;
    // Another handle has a write lock of its own, as another process has.
    let other = open_again(&shop.db).await;
    let held = other.write(Urgency::Foreground).await.unwrap();
    let outlet = shop.outlet("a");
    let first = shop.ingest.submit(Lane::Single, sales(outlet, 1, 1));
    let second = shop.ingest.submit(Lane::Batch, sales(outlet, 2, 1));
    let busy = Err(IngestError::Busy { retry_after_s: 1 });
    assert_eq!(tokio::join!(first, second), (busy.clone(), busy));
    held.rollback().await.unwrap();
    assert_eq!(shop.ingest.submit(Lane::Single, sales(outlet, 1, 2)).await.unwrap().len(), 2);
    shop.ingest.stop().await;
}
