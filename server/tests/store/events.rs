//! Reading the event log.

use app::units::UnixMs;
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::events::{self, Event, EventData, EventKind, NewEvent, Origin};
use server::sales::{Command, EntryKind};

use crate::support::{Franchise, cancellation, line, sale, uuid};

fn told(events: &[Event]) -> Vec<(i64, EventKind)> {
    events.iter().map(|event| (event.id, event.kind)).collect()
}

#[tokio::test]
async fn the_log_is_read_in_pages_after_a_cursor() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let sales =
            (1..=5).map(|n| Command::Record(Box::new(sale(n, shop.outlet("a"), &[line("van", 1, 100)]))));
        shop.submit_all(sales.collect()).await;
        let mut tx = shop.db.read().await.unwrap();
        let page = events::store::list_after(&mut tx, 2, 2).await.unwrap();
        assert_eq!(told(&page), [(3, EventKind::SaleRecorded), (4, EventKind::SaleRecorded)]);
        assert_eq!(events::store::list_after(&mut tx, 5, 2).await.unwrap(), []);
        assert_eq!(events::store::last_id(&mut tx).await.unwrap(), 5);
        assert_eq!(events::store::oldest_id(&mut tx).await.unwrap(), Some(1));
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn events_from_elsewhere_and_from_the_writer_share_one_order() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let mut committed = shop.ingest.committed();
        assert_eq!(*committed.borrow_and_update(), 0);
        shop.recorded(&sale(1, shop.outlet("a"), &[line("van", 1, 100)])).await;
        let changed = NewEvent {
            kind: EventKind::OutletChanged,
            outlet: shop.outlet("b"),
            at: UnixMs(7),
            origin: Origin::Live,
            data: EventData::OutletChanged {},
        };
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        assert_eq!(events::append(&mut tx, &changed).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let next = shop.recorded(&sale(2, shop.outlet("a"), &[line("van", 1, 100)])).await;
        assert_eq!((next.event, *committed.borrow_and_update()), (3, 3));
        // An id that was rolled back was never told, so it may be given again.
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        assert_eq!(events::append(&mut tx, &changed).await.unwrap(), 4);
        tx.rollback().await.unwrap();
        let next = shop.recorded(&sale(3, shop.outlet("a"), &[line("van", 1, 100)])).await;
        assert_eq!(next.event, 4);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_tells_the_same_entry_as_its_recording_did() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("van", 1, 100)])).await;
        shop.submit(cancellation(EntryKind::Sale, uuid(1), "mistake")).await;
        let mut tx = shop.db.read().await.unwrap();
        let log = events::store::list_after(&mut tx, 0, 10).await.unwrap();
        assert_eq!(told(&log), [(1, EventKind::SaleRecorded), (2, EventKind::SaleCancelled)]);
        let EventData::Entry(original) = &log[0].data else { panic!("{:?}", log[0]) };
        let EventData::Cancellation(fact) = &log[1].data else { panic!("{:?}", log[1]) };
        assert_eq!((fact.entry_event, &fact.entry), (1, &**original));
        shop.ingest.stop().await;
    })
    .await;
}
