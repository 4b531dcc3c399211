//! What the writer does with entries.

use app::units::Quantity;
use server::db::testing::on_both_engines;
use server::sales::{Command, EntryKind, Outcome, Refusal};

use crate::support::{Draft, Franchise, cancellation, free_return, line, sale, uuid};

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
        // A return has ids of its own.
        shop.recorded(&free_return(1, shop.outlet("a"), &[line("van", 1, 100)])).await;
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
        let record = |entry: &server::sales::NewEntry| Command::Record(Box::new(entry.clone()));
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
        insta::assert_snapshot!(seen.join("\n"), @r#"
        recorded 1
        repeated 1
        refused: an entry with this id and other content is recorded already
        recorded 3
        cancel repeated 2
        refused: the entry is cancelled already, for another reason
        recorded 4
        refused: item "van": 2 returned of 1 sold
        refused: the sale has returns
        cancelled 5
        recorded 6
        refused: there is no such entry
        "#);
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
