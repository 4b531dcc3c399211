//! Whatever happens on the way, every copy of a board ends as the server's own.
//!
//! The server is a plain model: a list of facts, and a board that is computed from all of them each time. What it sends
//! is lost, repeated, delayed and reordered; the client does what the contract says and nothing else.

use proptest::prelude::*;

use super::board::FEED_ROWS;
use super::patch::PATCH_FEED_ROWS;
use super::plain_model::{Model, Step};
use super::{Applied, Board, Patch};

/// What becomes of the frame that follows a step.
#[derive(Clone, Copy, Debug)]
enum Way {
    Arrives,
    /// The server sends nothing yet: the next frame holds both steps.
    Waits,
    IsLost,
    /// Arrives, and with it an earlier frame again.
    WithEarlier(usize),
    /// The client reconnects and is sent a snapshot.
    Reconnects,
}

#[derive(Clone)]
enum Frame {
    Snapshot(Box<Board>),
    Patch(Box<Patch>),
}

/// A client that follows the contract: a gap is answered by reconnecting, which gives a snapshot of the present.
struct Client {
    board: Board,
}

/// The sending side: what it told last, which is what its clients hold.
struct Sender {
    told: Board,
}

impl Sender {
    /// The frame that brings a client as close to `next` as one frame can.
    fn tell(&mut self, next: &Board) -> Frame {
        match self.told.patch_to(next) {
            Some(patch) => {
                assert_eq!(self.told.apply(patch.clone()), Applied::Done);
                Frame::Patch(Box::new(patch))
            }
            None => {
                self.told = next.clone();
                Frame::Snapshot(Box::new(next.clone()))
            }
        }
    }
}

impl Client {
    fn hear(&mut self, frame: Frame, server: &Board) {
        match frame {
            Frame::Snapshot(board) => self.board = *board,
            Frame::Patch(patch) => {
                let leaves_rows_out = patch.feed.as_ref().is_some_and(|feed| feed.more > 0);
                let before = self.board.clone();
                match self.board.apply(travelled(&patch)) {
                    // Only what was just told can be compared: a client may hear of the past again.
                    Applied::Done if self.board.revision == server.revision && !leaves_rows_out => {
                        assert!(self.board.shows_same(server), "a patch that leaves nothing out says all");
                    }
                    Applied::Done => {}
                    Applied::Known => assert_eq!(self.board, before, "a known patch changes nothing"),
                    Applied::Gap => {
                        assert_eq!(self.board, before, "a patch behind a gap changes nothing");
                        self.board = server.clone();
                    }
                }
            }
        }
    }
}

fn travelled(patch: &Patch) -> Patch {
    let json = serde_json::to_string(patch).expect("a patch is JSON");
    serde_json::from_str(&json).expect("and reads back")
}

fn steps() -> impl Strategy<Value = Vec<(Step, Way)>> {
    let step = prop_oneof![
        30 => (0..7_u8, 0..2_usize, 0..24_u8, 0..8_u8, 0..90_000_i64, 1..9_000_i64).prop_map(
            |(outlet, currency, hour, item, minor, thousandths)| Step::Sale {
                outlet, currency, hour, item, minor, thousandths
            }
        ),
        6 => (0..9_usize).prop_map(|nth| Step::Cancel { nth }),
        1 => Just(Step::RollOver),
        1 => (0..24_u8, 1..5_000_i64).prop_map(|(hour, minor)| Step::LastWeek { hour, minor }),
    ];
    let way = prop_oneof![
        12 => Just(Way::Arrives),
        12 => Just(Way::Waits),
        2 => Just(Way::IsLost),
        3 => (0..200_usize).prop_map(Way::WithEarlier),
        1 => Just(Way::Reconnects),
    ];
    prop::collection::vec((step, way), 1..120)
}

proptest! {
    #[test]
    fn every_copy_ends_as_the_servers_board(steps in steps()) {
        let mut model = Model::new();
        let mut server = model.board();
        let mut sender = Sender { told: server.clone() };
        let mut client = Client { board: server.clone() };
        let mut sent: Vec<Frame> = Vec::new();
        let last = steps.len() - 1;
        for (at, (step, way)) in steps.into_iter().enumerate() {
            model.take(step);
            // The last frame arrives: only then can the two be compared.
            let way = if at == last { Way::Arrives } else { way };
            if matches!(way, Way::Waits) {
                continue;
            }
            server = model.board();
            let frame = sender.tell(&server);
            sent.push(frame.clone());
            match way {
                Way::Arrives => client.hear(frame, &server),
                Way::WithEarlier(nth) => {
                    if let Some(Frame::Patch(patch)) = sent.get(nth % sent.len()).cloned() {
                        client.hear(Frame::Patch(patch), &server);
                    }
                    client.hear(frame, &server);
                }
                Way::Reconnects => client.board = server.clone(),
                Way::IsLost | Way::Waits => {}
            }
        }
        prop_assert_eq!(client.board.digest(), server.digest(), "the figures are there at once");
        // Rows that a burst left out follow while nothing else happens.
        for _ in 0..FEED_ROWS.div_ceil(PATCH_FEED_ROWS) {
            if !sender.told.shows_same(&server) {
                client.hear(sender.tell(&server), &server);
            }
        }
        prop_assert!(sender.told.shows_same(&server));
        prop_assert_eq!(client.board, server);
    }

    #[test]
    fn a_board_survives_the_wire(steps in steps()) {
        let mut model = Model::new();
        for (step, _) in steps {
            model.take(step);
        }
        let board = model.board();
        let json = serde_json::to_string(&board).expect("a board is JSON");
        prop_assert_eq!(serde_json::from_str::<Board>(&json).expect("and reads back"), board);
    }
}

/// A morning in full swing of a thousand outlets, most of which have not been heard yet: two currencies, 24 hours, full
/// lists with names of some length, a full feed.
fn full_model() -> Model {
    let mut model = Model::expecting(1_000);
    for nth in 0..600_u16 {
        let small = u8::try_from(nth % 24).expect("small");
        model.take(Step::Sale {
            outlet: small % 12,
            currency: usize::from(nth % 48 >= 24),
            hour: small,
            item: small,
            minor: 1_250_075 + i64::from(nth),
            thousandths: 2_000,
        });
    }
    model
}

#[test]
fn a_patch_of_one_sale_on_a_full_board_is_small() {
    let mut model = full_model();
    let mut held = model.board();
    assert_eq!((held.feed.len(), held.top_outlets.len(), held.top_items.len()), (50, 10, 10));
    assert_eq!(held.freshness.as_ref().map(|freshness| freshness.missing.len()), Some(988));
    // One of an outlet at the top, one that lifts an outlet and an item into the lists, and the first of an outlet.
    for (outlet, item, minor, thousandths) in
        [(11, 23, 25_200, 2_000), (0, 0, 90_000_000, 900_000), (200, 7, 12_600, 1_000)]
    {
        model.take(Step::Sale { outlet, currency: 0, hour: 18, item, minor, thousandths });
        let next = model.board();
        let patch = held.patch_to(&next).expect("a sale is a patch");
        let json = serde_json::to_string(&patch).expect("a patch is JSON");
        assert!(json.len() <= 2_048, "{} bytes: {json}", json.len());
        assert_eq!((held.apply(travelled(&patch)), &held), (Applied::Done, &next));
    }
}

#[test]
fn a_rush_keeps_the_cancellation_of_a_row_on_the_screen() {
    let mut model = full_model();
    let before = model.board();
    let shown = before.feed[0].event;
    model.take(Step::Cancel { nth: 599 });
    for _ in 0..30 {
        model.take(Step::Sale { outlet: 1, currency: 0, hour: 9, item: 1, minor: 100, thousandths: 1_000 });
    }
    let feed = before.patch_to(&model.board()).expect("a patch").feed.expect("with feed rows");
    assert_eq!((feed.rows.len(), feed.more), (PATCH_FEED_ROWS, 22));
    assert!(feed.rows.iter().any(|row| row.event == shown && row.cancelled));
    assert!(feed.rows.is_sorted_by(|newer, older| newer.event > older.event));
}

#[test]
fn an_eleventh_cancellation_follows_with_the_next_patch() {
    let mut model = full_model();
    let mut sender = Sender { told: model.board() };
    let mut client = Client { board: model.board() };
    for _ in 0..12 {
        model.take(Step::Cancel { nth: 580 });
    }
    let server = model.board();
    let marks = |board: &Board| board.feed.iter().filter(|row| row.cancelled).count();
    for (nth, marked) in [10, 12].into_iter().enumerate() {
        client.hear(sender.tell(&server), &server);
        assert_eq!(marks(&client.board), marked, "after patch {nth}");
    }
    while !sender.told.shows_same(&server) {
        client.hear(sender.tell(&server), &server);
    }
    assert_eq!(client.board, server);
}

#[test]
fn a_change_of_the_comparison_is_a_small_patch() {
    let mut model = full_model();
    let mut held = model.board();
    model.take(Step::LastWeek { hour: 9, minor: 500 });
    let patch = held.patch_to(&model.board()).expect("a patch");
    assert!(patch.only_compares());
    assert_eq!(patch.compare.as_ref().map(Vec::len), Some(1));
    assert_eq!((held.apply(patch), held), (Applied::Done, model.board()));
}

#[test]
fn what_patches_cannot_carry_asks_for_a_snapshot() {
    let mut model = full_model();
    let before = model.board();
    model.take(Step::RollOver);
    assert_eq!(before.patch_to(&model.board()), None);
}
