//! How quotes are counted, and that a late state changes nothing.

use app::units::{Day, UnixMs};
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::orders::store::{count_quotes, find_standing, insert_order, update_state};
use server::orders::{NewOrder, OrderState, StateTimes};
use server::organisation::Membership;

use crate::support::{Franchise, TODAY, line, uuid};

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
