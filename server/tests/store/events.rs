//! Reading the event log.

use app::units::{Day, UnixMs};
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::events::{self, Event, EventData, EventKind, NewEvent, Origin};
use server::sales::{Command, EntryKind};

use crate::support::{Draft, Franchise, TODAY, cancellation, free_return, line, sale, uuid};

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
async fn a_feed_shows_what_came_in_live_and_a_past_day_everything_of_it() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        let yesterday = TODAY.plus(-1);
        let late = sale(1, outlet, &[line("van", 1, 100)]).with(|sale| sale.day = yesterday);
        let imported = sale(2, outlet, &[line("van", 1, 100)]).with(|sale| {
            sale.origin = Origin::Import;
            sale.day = yesterday;
        });
        shop.recorded(&late).await;
        shop.recorded(&imported).await;
        shop.submit(Command::StartDay { outlet, day: TODAY }).await;
        shop.recorded(&free_return(3, outlet, &[line("van", 1, 50)])).await;
        shop.recorded(&sale(4, shop.outlet("b"), &[line("van", 1, 100)])).await;
        shop.submit(cancellation(EntryKind::Sale, uuid(1), "mistake")).await;
        let mut tx = shop.db.read().await.unwrap();
        let feed = events::store::list_feed(&mut tx, outlet, 10).await.unwrap();
        let (recorded, cancelled) = (EventKind::SaleRecorded, EventKind::SaleCancelled);
        assert_eq!(told(&feed), [(6, cancelled), (4, EventKind::SaleReturned), (1, recorded)]);
        assert_eq!(events::store::list_feed(&mut tx, outlet, 1).await.unwrap().len(), 1);
        let of_day = async |tx: &mut server::db::Tx, day: Day| {
            told(&events::store::list_feed_of_day(tx, outlet, day, 10).await.unwrap())
        };
        assert_eq!(of_day(&mut tx, yesterday).await, [(6, cancelled), (2, recorded), (1, recorded)]);
        assert_eq!(of_day(&mut tx, TODAY).await, [(4, EventKind::SaleReturned)]);
        let EventData::Cancellation(fact) = &feed[0].data else { panic!("{:?}", feed[0]) };
        assert_eq!((fact.entry_event, fact.entry.number.as_str(), fact.entry.gross_minor), (1, "N-1", 100));
        let EventData::Entry(original) = &feed[2].data else { panic!("{:?}", feed[2]) };
        assert_eq!(&fact.entry, &**original, "the ledger tells the same entry as the log did");
        shop.ingest.stop().await;
    })
    .await;
}
