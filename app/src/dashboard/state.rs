//! What the widgets of the live page read.

use leptos::prelude::*;

use super::figures::{self, Pace};
use super::toasts::Toasts;
use super::widgets::tools::Tools;
use crate::live::{Board, Connection, HourTotals, Totals};
use crate::organisation::Places;
use crate::paths;
use crate::reader::Reader;
use crate::sales::model::EntryKind;
use crate::units::format::Locale;
use crate::units::{Currency, UnixMs};

/// The live page of one scope. Copies share everything.
#[derive(Clone, Copy)]
pub struct LiveState {
    pub board: RwSignal<Board>,
    /// Read again now and then: outlets come and go, and clocks change twice a year.
    pub places: RwSignal<Places>,
    pub reader: Reader,
    /// Currency of chart and lists.
    pub currency: Memo<Option<Currency>>,
    pub connection: RwSignal<Connection>,
    /// Seconds since the server said that everything was in.
    pub age_s: RwSignal<u64>,
    /// The server's time, kept to the second by the browser.
    pub now: RwSignal<UnixMs>,
    /// Wall-clock time of this device, `18:04`; empty until the page lives.
    pub clock: RwSignal<String>,
    /// The same at the moment from which the figures are; empty until the page lives.
    pub seen_at: RwSignal<String>,
    pub check: RwSignal<FullCheck>,
    pub toasts: RwSignal<Toasts>,
    /// What a screen reader is told, at most every ten seconds.
    pub spoken: RwSignal<String>,
    pub tools: Tools,
    /// Whether this is the page of one outlet, not the live page narrowed to it.
    pub is_outlet_page: bool,
    /// Counts how often the feed grew, so that it can show it.
    pub moves: RwSignal<u32>,
}

/// The last comparison of the whole board with the server's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FullCheck {
    /// The page came with the server's own board.
    #[default]
    Fresh,
    Running,
    Same {
        /// Wall-clock time of this device, `18:02`.
        at: String,
    },
    /// A copy that no patches reach was behind and was replaced.
    Renewed {
        at: String,
    },
    /// The copy differed and was replaced.
    Corrected {
        at: String,
        times: u32,
    },
    /// The two never stood at the same revision, so nothing can be said.
    Unsettled,
    Failed,
}

/// Whether a sale can be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sound {
    #[default]
    Ready,
    /// The browser played nothing, since the reader had not touched the page; the sound switch leads on.
    Blocked,
    /// The file could not be played.
    Broken,
}

impl LiveState {
    /// The state of a page that shows `board`. `wanted` is the currency the address asks for.
    pub fn new(board: Board, places: Places, tools: Tools, wanted: Signal<Option<Currency>>) -> Self {
        let reader = Reader::expect();
        let now = board.as_of.parse().unwrap_or_default();
        let board = RwSignal::new(board);
        let places = RwSignal::new(places);
        let currency = Memo::new(move |held: Option<&Option<Currency>>| {
            let held = held.copied().flatten();
            board.with(|board| {
                places.with(|places| figures::shown_currency(board, places, wanted.get(), held))
            })
        });
        Self {
            board,
            places,
            reader,
            currency,
            connection: RwSignal::new(Connection::Connecting { again: false }),
            age_s: RwSignal::new(0),
            now: RwSignal::new(now),
            clock: RwSignal::default(),
            seen_at: RwSignal::default(),
            check: RwSignal::default(),
            toasts: RwSignal::default(),
            spoken: RwSignal::default(),
            tools,
            is_outlet_page: false,
            moves: RwSignal::new(0),
        }
    }

    /// The same on the page of one outlet, whose links stay on it.
    pub fn of_outlet_page(self) -> Self {
        Self { is_outlet_page: true, ..self }
    }

    /// Joins the live line, in the browser; the server renders the board as it is.
    pub fn keep_live(self) {
        #[cfg(feature = "hydrate")]
        super::keep_live::keep(self);
    }

    /// How this page writes figures.
    pub fn locale(&self) -> &'static Locale {
        self.reader.locale
    }

    /// A slice of the board that wakes its readers only when it changed.
    pub fn slice<T>(&self, read: impl Fn(&Board) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        let board = self.board;
        Memo::new(move |_| board.with(&read))
    }

    /// The measures of the shown currency; `None` for a scope that has none.
    pub fn shown_totals(&self) -> Memo<Option<Totals>> {
        let (board, currency) = (self.board, self.currency);
        Memo::new(move |_| {
            currency.get().map(|currency| board.with(|board| figures::totals(board, currency)))
        })
    }

    /// How far the day is by one measure. `pick` turns the shown currency into the one that counts, `None` for all.
    pub fn pace(
        &self,
        pick: fn(Option<Currency>) -> Option<Currency>,
        measure: fn(&HourTotals) -> i64,
    ) -> Memo<Pace> {
        let Self { board, places, currency, now, .. } = *self;
        Memo::new(move |_| {
            let (currency, now) = (pick(currency.get()), now.get());
            board.with(|board| places.with(|places| figures::pace(board, places, currency, now, measure)))
        })
    }

    /// What came back today, in the ledger.
    pub fn returns_today(&self) -> String {
        self.board.with_untracked(|board| paths::sales_of_today(&board.scope, Some(EntryKind::Return)))
    }

    /// The name of an outlet by its code.
    pub fn outlet_name(&self, code: &crate::units::Code) -> String {
        self.places.with(|places| places.outlet_name(code).to_owned())
    }

    /// `stale` or `offline` while the board is to be greyed, for its `data-state`.
    pub fn board_state(&self) -> Signal<Option<&'static str>> {
        let connection = self.connection;
        Signal::derive(move || Some(connection.get()).filter(|held| held.is_old()).map(Connection::name))
    }
}
