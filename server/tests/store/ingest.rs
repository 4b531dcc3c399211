//! What the writer does with entries.

use app::units::Quantity;
use server::db::testing::on_both_engines;
use server::events::{self, EventData};
use server::sales::{Command, EntryKind, NewEntry, NewLine, Outcome, Refusal};

use crate::support::{
    Draft, Franchise, TODAY, cancellation, free_return, line, rebuilt_sums, sale, scope_days, sums, uuid,
};

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_other_content_a_refusal() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let first = sale(1, shop.outlet("a"), &[line("van", 2, 500)]);
        let receipt = shop.recorded(&first).await;
        shop.clock.advance_ms(60_000);
        assert_eq!(shop.record(&first).await, Outcome::Repeated(receipt.clone()));
        assert_eq!((receipt.number.as_str(), receipt.hour), ("N-1", 9));
        let other = first.clone().with(|entry| entry.number = "N-2".to_owned());
        assert_eq!(shop.refused(&other).await, Refusal::OtherContent);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_sale_and_a_return_never_share_an_id() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        let sold = |n| sale(n, outlet, &[line("van", 2, 500)]);
        let returned = |n| free_return(n, outlet, &[line("van", 1, 100)]);
        shop.recorded(&sold(1)).await;
        shop.recorded(&returned(2)).await;
        assert_eq!(shop.refused(&returned(1)).await, Refusal::OtherContent);
        assert_eq!(shop.refused(&sold(2)).await, Refusal::OtherContent);
        let group = [sold(3), returned(3), returned(4), sold(4), sold(2), returned(1), sold(1), returned(2)];
        let outcomes = shop.submit_all(group.map(|entry| Command::Record(Box::new(entry))).into()).await;
        let taken = "refused: an entry with this id and other content is recorded already";
        let expected = ["recorded 3", taken, "recorded 4", taken, taken, taken, "repeated 1", "repeated 2"];
        assert_eq!(outcomes.iter().map(shape).collect::<Vec<_>>(), expected);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn one_group_sees_what_it_did_itself() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let first = sale(1, shop.outlet("a"), &[line("van", 2, 500)]);
        let second =
            sale(2, shop.outlet("a"), &[line("van", 1, 250)]).with(|entry| entry.replaces = Some(uuid(1)));
        let linked =
            free_return(3, shop.outlet("b"), &[line("van", 1, 100)]).with(|entry| entry.sale = Some(uuid(2)));
        let too_much = linked.clone().with(|entry| {
            entry.id = uuid(4);
            entry.lines[0].qty = Quantity(1_000);
        });
        let record = |entry: &NewEntry| Command::Record(Box::new(entry.clone()));
        let outcomes = shop
            .submit_all(vec![
                record(&first),
                record(&first),
                record(&first.clone().with(|entry| entry.number = "other".to_owned())),
                record(&second),
                cancellation(EntryKind::Sale, uuid(1), "replaced"),
                cancellation(EntryKind::Sale, uuid(1), "another"),
                record(&linked),
                record(&too_much),
                cancellation(EntryKind::Sale, uuid(2), "mistake"),
                cancellation(EntryKind::Return, uuid(3), "mistake"),
                record(&too_much),
                cancellation(EntryKind::Sale, uuid(9), "mistake"),
            ])
            .await;
        let seen: Vec<String> = outcomes.iter().map(shape).collect();
        let expected = [
            "recorded 1",
            "repeated 1",
            "refused: an entry with this id and other content is recorded already",
            "recorded 3",
            "cancel repeated 2",
            "refused: the entry is cancelled already, for another reason",
            "recorded 4",
            r#"refused: item "van": 2 returned of 1 sold"#,
            "refused: the sale has returns",
            "cancelled 5",
            "recorded 6",
            "refused: there is no such entry",
        ];
        assert_eq!(seen, expected);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_sale_leaves_its_own_day_and_hour() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let sold = sale(1, shop.outlet("a"), &[line("van", 2, 500)]).customer("C-1", "Ada");
        let yesterday = sold.with(|sale| (sale.day, sale.hour) = (TODAY.plus(-1), 23));
        shop.recorded(&yesterday).await;
        let first = shop.cancelled(EntryKind::Sale, uuid(1), "mistake").await;
        shop.clock.advance_ms(1);
        assert_eq!(shop.cancel(EntryKind::Sale, uuid(1), "mistake").await, Outcome::CancelRepeated(first));
        let other = shop.cancel(EntryKind::Sale, uuid(1), "walked away").await;
        assert_eq!(other, Outcome::Refused(Refusal::OtherReason));
        assert_eq!(shop.record(&yesterday).await, Outcome::Repeated(shop.receipt_of(&yesterday, 1)));
        for day in scope_days(&shop.db).await {
            assert_eq!(day.day, i64::from(TODAY.0) - 1);
            assert_eq!(day.measures(), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 500], "scope {}", day.scope_id);
        }
        assert!(sums(&shop.db).await.iter().any(|row| row.ends_with("23, \"INR\", 0, 0)")));
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_return_stands_beside_the_sales_of_its_own_day() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        shop.recorded(&sale(1, shop.outlet("a"), &[line("van", 2, 500)])).await;
        let back = free_return(2, shop.outlet("a"), &[line("van", 1, 250)]);
        shop.recorded(&back.with(|entry| entry.sale = Some(uuid(1)))).await;
        assert_eq!(shop.network_today().await, [1, 500, 50, 0, 2_000, 1, -250, -25, -1_000, 0, 0]);
        assert_eq!(
            shop.cancel(EntryKind::Sale, uuid(1), "mistake").await,
            Outcome::Refused(Refusal::HasReturns)
        );
        shop.cancelled(EntryKind::Return, uuid(2), "mistake").await;
        assert_eq!(shop.network_today().await, [1, 500, 50, 0, 2_000, 0, 0, 0, 0, 0, 0]);
        shop.cancelled(EntryKind::Sale, uuid(1), "mistake").await;
        assert_eq!(shop.network_today().await, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 500]);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_linked_return_takes_back_no_more_than_was_sold() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        shop.recorded(&sale(1, outlet, &[line("van", 2, 500), line("choc", 1, 300)])).await;
        let back = |n, lines: &[NewLine]| {
            free_return(n, shop.outlet("b"), lines).with(|entry| entry.sale = Some(uuid(1)))
        };
        shop.recorded(&back(2, &[line("van", 1, 250)])).await;
        assert_eq!(
            shop.refused(&back(3, &[line("choc", 1, 300), line("van", 2, 500)])).await,
            Refusal::MoreThanSold {
                line: 1,
                code: "van".to_owned(),
                returned: Quantity(3_000),
                sold: Quantity(2_000)
            }
        );
        assert_eq!(
            shop.refused(&back(3, &[line("mint", 1, 10)])).await,
            Refusal::MoreThanSold {
                line: 0,
                code: "mint".to_owned(),
                returned: Quantity(1_000),
                sold: Quantity(0)
            }
        );
        assert_eq!(
            shop.refused(&back(3, &[line("choc", 1, 551)])).await,
            Refusal::MoreThanPaid { returned_minor: 801, total_minor: 800 }
        );
        let dollars = back(3, &[line("choc", 1, 300)]).with(|entry| entry.currency = "USD".parse().unwrap());
        assert_eq!(
            shop.refused(&dollars).await,
            Refusal::OtherCurrency { got: "USD".parse().unwrap(), want: "INR".parse().unwrap() }
        );
        shop.recorded(&back(3, &[line("choc", 1, 550)])).await;
        let stranger = back(4, &[line("van", 1, 1)]).with(|entry| entry.sale = Some(uuid(77)));
        assert_eq!(shop.refused(&stranger).await, Refusal::UnknownSale);
        shop.recorded(&sale(5, outlet, &[line("van", 1, 100)])).await;
        shop.cancelled(EntryKind::Sale, uuid(5), "mistake").await;
        let late = back(6, &[line("van", 1, 100)]).with(|entry| entry.sale = Some(uuid(5)));
        assert_eq!(shop.refused(&late).await, Refusal::SaleCancelled);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_replacement_cancels_the_sale_it_replaces_once() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let outlet = shop.outlet("a");
        let instead =
            |n, of| sale(n, outlet, &[line("van", 1, 250)]).with(|sale| sale.replaces = Some(uuid(of)));
        shop.recorded(&sale(1, outlet, &[line("van", 2, 500)])).await;
        let new = shop.recorded(&instead(2, 1)).await;
        assert_eq!(shop.network_today().await, [1, 250, 25, 0, 1_000, 0, 0, 0, 0, 1, 500]);
        assert_eq!(shop.record(&instead(2, 1)).await, Outcome::Repeated(new));
        assert_eq!(shop.refused(&instead(3, 1)).await, Refusal::SaleReplaced);
        assert_eq!(shop.refused(&instead(3, 99)).await, Refusal::UnknownSale);
        // Cancelled by hand before, it is only marked.
        shop.cancelled(EntryKind::Sale, uuid(2), "mistake").await;
        shop.recorded(&instead(4, 2)).await;
        let back = free_return(5, outlet, &[line("van", 1, 10)]).with(|entry| entry.sale = Some(uuid(4)));
        shop.recorded(&back).await;
        assert_eq!(shop.refused(&instead(6, 4)).await, Refusal::HasReturns);
        assert_eq!(sums(&shop.db).await, rebuilt_sums(&shop.db).await);
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_unknown_item_is_made_only_where_the_key_allows_it() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let mut named = line("van", 1, 100);
        named.name = Some("Vanilla".to_owned());
        let strict =
            sale(1, shop.outlet("a"), &[line("van", 1, 100)]).with(|sale| sale.may_create_items = false);
        assert_eq!(shop.refused(&strict).await, Refusal::UnknownItem { line: 0, code: "van".to_owned() });
        assert!(scope_days(&shop.db).await.is_empty());
        shop.recorded(&sale(2, shop.outlet("a"), &[named])).await;
        shop.recorded(&strict).await;
        let mut tx = shop.db.read().await.unwrap();
        let events = events::store::list_after(&mut tx, 0, 10).await.unwrap();
        let EventData::Entry(fact) = &events[1].data else { panic!("{:?}", events[1]) };
        assert_eq!(fact.items, ["Vanilla"], "a line without a name takes its item's");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn the_last_name_of_a_customer_wins() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let sold = |n, name| sale(n, shop.outlet("a"), &[line("van", 1, 100)]).customer("C-1", name);
        shop.submit_all([sold(1, "Ada"), sold(2, "Bea")].map(|sale| Command::Record(Box::new(sale))).into())
            .await;
        shop.recorded(&sold(3, "Cleo").with(|sale| sale.outlet = shop.outlet("b"))).await;
        assert_eq!(shop.customers().await, [("C-1".to_owned(), Some("Cleo".to_owned()))]);
        let rows = sums(&shop.db).await;
        let of_customer: Vec<_> = rows.iter().filter(|row| row.starts_with("customer_days")).collect();
        assert_eq!(of_customer.len(), 2, "one row for each outlet: {of_customer:?}");
        shop.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_starts_once() {
    on_both_engines(async |db| {
        let shop = Franchise::open(db).await;
        let start = || Command::StartDay { outlet: shop.outlet("a"), day: TODAY };
        let outcomes = shop.submit_all(vec![start(), start()]).await;
        assert_eq!(outcomes[0], Outcome::DayStarted { event: Some(1) });
        assert_eq!(outcomes[1], Outcome::DayStarted { event: None });
        assert_eq!(shop.submit(start()).await, Outcome::DayStarted { event: None });
        shop.ingest.stop().await;
    })
    .await;
}

fn shape(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Recorded(receipt) => format!("recorded {}", receipt.event),
        Outcome::Repeated(receipt) => format!("repeated {}", receipt.event),
        Outcome::Cancelled(receipt) => format!("cancelled {}", receipt.event),
        Outcome::CancelRepeated(receipt) => format!("cancel repeated {}", receipt.event),
        Outcome::DayStarted { event } => format!("day started {event:?}"),
        Outcome::Refused(refusal) => format!("refused: {refusal}"),
    }
}
