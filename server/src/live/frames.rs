//! What is written to a stream: each frame serialised once, however many viewers it goes to.

use std::sync::Arc;

use app::live::{
    Board, Bye, Compare, Days, FeedRow, Freshness, HourCell, ItemRank, OutletRank, Patch, Ping, Totals,
};
use app::units::{Day, Scope};
use bytes::Bytes;
use serde::Serialize;

/// Who looks at a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// May see customers' names.
    Full,
    /// `customer` is null in every feed row; nothing else differs.
    Masked,
}

impl Audience {
    /// The board as this audience may see it.
    pub(super) fn see(self, mut board: Board) -> Board {
        self.see_rows(&mut board.feed);
        board
    }

    fn see_rows(self, rows: &mut [FeedRow]) {
        if self == Self::Masked {
            rows.iter_mut().for_each(|row| row.customer = None);
        }
    }
}

/// A board as JSON, but for `cursor` and `as_of`: those change while the board does not, so they are written each time
/// it is sent.
#[derive(Clone, Debug)]
pub(super) struct Serialized {
    /// An object without its closing brace.
    open_object: Arc<str>,
    id: Arc<str>,
}

#[derive(Serialize)]
struct Lasting<'a> {
    scope: &'a Scope,
    business_day: &'a Option<Day>,
    days: &'a Days,
    revision: i64,
    epoch: &'a str,
    totals: &'a [Totals],
    hours: &'a [HourCell],
    compare: &'a Compare,
    top_outlets: &'a [OutletRank],
    top_items: &'a [ItemRank],
    feed: &'a [FeedRow],
    freshness: &'a Option<Freshness>,
}

impl Serialized {
    pub(super) fn of(board: &Board, audience: Audience) -> Self {
        let board = audience.see(board.clone());
        // No `..`: a cell that is added to the board must be added here.
        let Board {
            scope,
            business_day,
            days,
            revision,
            cursor: _,
            epoch,
            as_of: _,
            totals,
            hours,
            compare,
            top_outlets,
            top_items,
            feed,
            freshness,
        } = &board;
        let mut json = to_json(&Lasting {
            scope,
            business_day,
            days,
            revision: *revision,
            epoch,
            totals,
            hours,
            compare,
            top_outlets,
            top_items,
            feed,
            freshness,
        });
        json.pop();
        Self { open_object: json.into(), id: format!("{epoch}-{revision}").into() }
    }

    /// The object of `GET /api/v1/board`.
    pub(super) fn json(&self, cursor: i64, as_of: &str) -> Bytes {
        format!(r#"{},"cursor":{cursor},"as_of":"{as_of}"}}"#, self.open_object).into()
    }

    /// The same as a frame.
    pub(super) fn snapshot(&self, cursor: i64, as_of: &str) -> Bytes {
        let Self { open_object, id } = self;
        format!(
            "event: snapshot\nid: {id}\ndata: {open_object},\"cursor\":{cursor},\"as_of\":\"{as_of}\"}}\n\n"
        )
        .into()
    }
}

pub(super) fn patch(patch: &Patch, audience: Audience) -> Bytes {
    let masked;
    let seen = match (audience, &patch.feed) {
        (Audience::Masked, Some(_)) => {
            let mut copy = patch.clone();
            copy.feed.iter_mut().for_each(|feed| audience.see_rows(&mut feed.rows));
            masked = copy;
            &masked
        }
        _ => patch,
    };
    format!("event: patch\nid: {}-{}\ndata: {}\n\n", patch.epoch, patch.revision, to_json(seen)).into()
}

pub(super) fn ping(ping: &Ping) -> Bytes {
    format!("event: ping\ndata: {}\n\n", to_json(ping)).into()
}

pub(super) fn bye(bye: &Bye) -> Bytes {
    format!("event: bye\ndata: {}\n\n", to_json(bye)).into()
}

fn to_json(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("messages have text keys only, which JSON can always hold")
}
