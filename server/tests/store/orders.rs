//! How quotes are counted, that a late state changes nothing, and that orders get along with sales.

use app::units::{Day, Scope, UnixMs};
use server::clock::Clock;
use server::customers::store::bring_up_to;
use server::db::Urgency;
use server::db::testing::{on_both_engines, on_postgres};
use server::events::Origin;
use server::keys::{Key, Rights};
use server::orders::draft::OrderDraft;
use server::orders::place::{Desk, Verdict};
use server::orders::store::{count_quotes, find_standing, insert_order, update_state};
use server::orders::{NewOrder, OrderState, StateTimes};
use server::organisation::Membership;
use server::organisation::items::{NewItem, insert_item};
use server::sales::NewCustomer;
use server::sales::draft::{CustomerDraft, LineDraft};
use server::sales::record::{Grounds, USUAL_MAX_AHEAD};
use server::sales::text::{ItemCode, Text};

use crate::support::{Draft, Franchise, TODAY, line, sale, somebody_waits, uuid};

const NOW: UnixMs = UnixMs(1_000);

fn order(franchise: &Franchise, n: u128, outlet: &str, day: Day, state: OrderState) -> NewOrder {
    let directory = franchise.directory.current();
    let outlet = directory.outlet_by_code(&outlet.parse().unwrap()).unwrap();
    NewOrder {
        id: uuid(n),
        content_hash: format!("hash of {n}"),
        number: format!("Q-{n}"),
        outlet: outlet.id,
        membership: Membership { region: outlet.region, franchise: outlet.franchise },
        state,
        created_at: NOW,
        utc_offset_min: 330,
        day,
        delivery_day: None,
        currency: "INR".parse().unwrap(),
        prices_include_tax: true,
        customer: None,
        lines: vec![line("van", 1, 10_000)],
        discount_minor: 0,
        tax_minor: 0,
        rounding_minor: 0,
        total_minor: 10_000,
        may_create_items: true,
    }
}

async fn insert(franchise: &Franchise, order: &NewOrder) -> Option<i64> {
    let mut tx = franchise.db.write(Urgency::Foreground).await.unwrap();
    let times = StateTimes::default().moved(order.state, NOW);
    let row = insert_order(&mut tx, order, (None, false), NOW, times).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn advance(franchise: &Franchise, n: u128, from: OrderState, to: OrderState) -> bool {
    let mut tx = franchise.db.write(Urgency::Foreground).await.unwrap();
    let standing = find_standing(&mut tx, uuid(n)).await.unwrap().unwrap();
    let times = standing.receipt.times.moved(to, NOW);
    let moved = update_state(&mut tx, standing.row, from, to, times).await.unwrap();
    tx.commit().await.unwrap();
    moved
}

async fn counted(franchise: &Franchise, scope: &str, from: Day, to: Day) -> (i64, i64) {
    let scope = franchise.directory.current().scope_id(&scope.parse().unwrap()).unwrap();
    let mut tx = franchise.db.read().await.unwrap();
    let counted = count_quotes(&mut tx, scope, from, to).await.unwrap();
    tx.rollback().await.unwrap();
    counted
}

#[tokio::test]
async fn quotes_are_counted_by_the_day_they_were_made_and_orders_among_them() {
    use OrderState::{Cancelled, Confirmed, Done, Draft, Sent};
    on_both_engines(async |db| {
        let franchise = Franchise::open(db).await;
        let yesterday = TODAY.plus(-1);
        for (n, (outlet, day, state)) in [
            ("a", TODAY, Draft),
            ("a", TODAY, Confirmed),
            ("a", yesterday, Done),
            ("b", TODAY, Sent),
            ("c", TODAY, Cancelled),
            ("c", yesterday, Confirmed),
        ]
        .into_iter()
        .enumerate()
        {
            assert!(insert(&franchise, &order(&franchise, n as u128, outlet, day, state)).await.is_some());
        }
        // An order stays one when it is cancelled; a quote that is cancelled never was one.
        assert!(advance(&franchise, 5, Confirmed, Cancelled).await);
        assert!(advance(&franchise, 0, Draft, Cancelled).await);
        assert_eq!(counted(&franchise, "network", yesterday, TODAY).await, (6, 3));
        assert_eq!(counted(&franchise, "network", TODAY, TODAY).await, (4, 1));
        assert_eq!(counted(&franchise, "outlet:a", yesterday, TODAY).await, (3, 2));
        assert_eq!(counted(&franchise, "region:north", TODAY, TODAY).await, (3, 1));
        assert_eq!(counted(&franchise, "franchise:east", yesterday, yesterday).await, (2, 2));
        assert_eq!(counted(&franchise, "outlet:d", yesterday, TODAY).await, (0, 0));
        assert_eq!(counted(&franchise, "network", TODAY.plus(1), TODAY.plus(9)).await, (0, 0));
        franchise.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_id_is_taken_once_and_a_state_is_left_once() {
    on_both_engines(async |db| {
        let franchise = Franchise::open(db).await;
        let quote = order(&franchise, 1, "a", TODAY, OrderState::Draft);
        assert!(insert(&franchise, &quote).await.is_some());
        assert_eq!(insert(&franchise, &quote).await, None);
        assert!(advance(&franchise, 1, OrderState::Draft, OrderState::Confirmed).await);
        // Whoever still believes it a draft moves nothing.
        assert!(!advance(&franchise, 1, OrderState::Draft, OrderState::Sent).await);
        let mut tx = franchise.db.read().await.unwrap();
        let standing = find_standing(&mut tx, uuid(1)).await.unwrap().unwrap();
        assert_eq!(standing.receipt.state, OrderState::Confirmed);
        assert_eq!(standing.receipt.times, StateTimes { confirmed_at: Some(NOW), ..StateTimes::default() });
        assert_eq!(find_standing(&mut tx, uuid(2)).await.unwrap(), None);
        tx.rollback().await.unwrap();
        franchise.ingest.stop().await;
    })
    .await;
}

/// A quote of one new item for one new customer.
fn draft(now: UnixMs) -> OrderDraft {
    let text = |text: &str| Text::parse(text).unwrap().unwrap();
    OrderDraft {
        id: uuid(900),
        number: text("Q-900"),
        outlet: "a".parse().unwrap(),
        state: OrderState::Draft,
        created_at: now,
        delivery_day: None,
        currency: "INR".parse().unwrap(),
        prices_include_tax: None,
        customer: Some(CustomerDraft { reference: Some(text("C-17")), ..CustomerDraft::default() }),
        lines: vec![LineDraft {
            item: ItemCode::parse("cone").unwrap().unwrap(),
            name: None,
            category: None,
            qty: "1".parse().unwrap(),
            unit_price: "100".parse().unwrap(),
            discount: None,
            tax: None,
            tax_rate: None,
            tax_code: None,
            total: "100".parse().unwrap(),
        }],
        discount: None,
        tax: None,
        rounding: None,
        total: "100".parse().unwrap(),
    }
}

/// Does `work`, which needs the item, while another writer is just making it; the customer must be free meanwhile.
async fn beside_a_maker_of<T>(
    shop: &Franchise,
    item: &str,
    customer: &str,
    work: impl Future<Output = T>,
) -> T {
    let mut making = shop.db.write(Urgency::Foreground).await.unwrap();
    let (code, name) = (item.to_owned(), item.to_owned());
    let item = NewItem { code, name, category: None, needs_review: false };
    insert_item(&mut making, &item).await.unwrap();
    let another = async {
        somebody_waits(&shop.db).await;
        let buyer = NewCustomer {
            reference: Some(customer.to_owned()),
            name: None,
            phone: None,
            email: None,
            is_company: None,
        };
        let mut tx = shop.db.write(Urgency::Foreground).await.unwrap();
        bring_up_to(&mut tx, customer, &buyer).await.expect("whoever waits for an item holds no customer");
        tx.rollback().await.unwrap();
        making.rollback().await.unwrap();
    };
    tokio::join!(work, another).0
}

#[tokio::test]
async fn orders_and_sales_make_items_before_customers_so_that_they_never_wait_in_a_circle() {
    on_postgres(async |db| {
        let shop = Franchise::open(db).await;
        let directory = shop.directory.current();
        let now = UnixMs(shop.clock.now_ms());
        let rights = Rights { ingest: true, read: true, create_items: true };
        let key = Key {
            id: 1,
            public_id: "test".to_owned(),
            name: "test".to_owned(),
            scope: Scope::Network,
            rights,
        };
        let grounds = Grounds {
            directory: &directory,
            now,
            max_ahead: USUAL_MAX_AHEAD,
            origin: Origin::Live,
            may_create_items: true,
            reach: &Scope::Network,
        };
        let sold = sale(1, shop.outlet("a"), &[line("cup", 1, 100)]).customer("C-18", "Asha");
        beside_a_maker_of(&shop, "cup", "C-18", shop.recorded(&sold)).await;
        let desk = Desk { db: &shop.db, key: &key, grounds };
        let placed = beside_a_maker_of(&shop, "cone", "C-17", desk.place(Ok(draft(now)))).await.unwrap();
        assert!(matches!(placed, Verdict::Recorded(_)), "{placed:?}");
        shop.ingest.stop().await;
    })
    .await;
}
