//! Keeps the board of a page live: folds what the line brings, tells the state of it, checks the whole now and then.

#![expect(clippy::float_arithmetic, reason = "the browser tells the time in floating-point milliseconds")]

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, TimeoutHandle};
use leptos::prelude::*;

use super::announce::Announcer;
use super::check;
use super::fold::Folded;
use super::state::{FullCheck, LiveState};
use crate::browser;
use crate::live::connection::QUIET_S;
use crate::live::stream::{Frame, Heard, Line, LineState, SILENCE_MS};
use crate::live::{Board, Connection};
use crate::units::UnixMs;

/// Frames that may wait for the next painting; with more they are folded at once.
const PENDING: usize = 64;
/// A heartbeat is missing by then.
const QUIET: Duration = Duration::from_secs(QUIET_S);
/// However slow a painting is, the next one is not further away than this.
const LONGEST_REST_MS: f64 = 250.0;
/// A hidden page paints nothing: its frames are folded by a timer.
const HIDDEN_FOLD: Duration = Duration::from_secs(1);

/// Joins the line for the page's scope until the page is left.
pub(super) fn keep(state: LiveState) {
    let held = StoredValue::new_local(None::<Rc<Keeper>>);
    Effect::new(move |_| {
        held.update_value(|held| {
            held.get_or_insert_with(|| Keeper::start(state));
        });
    });
    Effect::new(move |pressed: Option<u32>| {
        let now = state.tools.refreshes.get();
        if pressed.is_some_and(|before| before != now) {
            held.with_value(|held| held.as_ref().map(check::run));
        }
        now
    });
    // The touch that switches the sound on is the one that lets a browser play: the bell answers it.
    Effect::new(move |touched: Option<u32>| {
        let now = state.tools.touches.get();
        if touched.is_some_and(|before| before != now) {
            held.with_value(|held| {
                held.as_ref().map(|keeper| keeper.announcer.strike(browser::elapsed_ms()))
            });
        }
        now
    });
    on_cleanup(move || {
        let _ = held.try_update_value(Option::take);
    });
}

/// The running end of a live page. Dropping it leaves the line and stops every timer.
pub(super) struct Keeper {
    pub(super) state: LiveState,
    /// The page's scope of reactive things: tasks end with it.
    pub(super) owner: Owner,
    line: RefCell<Option<Line>>,
    line_state: Cell<LineState>,
    /// Whether the picture has been live on this page.
    was_live: Cell<bool>,
    /// Whether the reader was told that the connection is lost.
    is_told_lost: Cell<bool>,
    /// Whether the picture holds everything the line has said since it was opened.
    pub(super) is_whole: Cell<bool>,
    /// Whether rows of the feed are still on their way.
    is_patched: Cell<bool>,
    lacks_rows: Cell<bool>,
    pending: RefCell<Vec<Frame>>,
    is_planned: Cell<bool>,
    late_fold: Cell<Option<TimeoutHandle>>,
    /// Until when the processor is left to others, on the page's clock.
    rests_until: Cell<f64>,
    /// When the server last said that everything was in, at first with the page: its own time, and the page's.
    as_of: Cell<(UnixMs, f64)>,
    announcer: Announcer,
    pub(super) drifts: Cell<u32>,
    timers: RefCell<Vec<IntervalHandle>>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        for timer in self.timers.borrow_mut().drain(..) {
            timer.clear();
        }
        if let Some(timer) = self.late_fold.take() {
            timer.clear();
        }
    }
}

impl Keeper {
    fn start(state: LiveState) -> Rc<Self> {
        let now_ms = browser::elapsed_ms();
        let as_of = state.board.with_untracked(|board| board.as_of.parse().unwrap_or_default());
        let keeper = Rc::new(Self {
            state,
            owner: Owner::current().unwrap_or_default(),
            line: RefCell::new(None),
            line_state: Cell::new(LineState::Opening),
            was_live: Cell::new(false),
            is_told_lost: Cell::new(false),
            is_whole: Cell::new(false),
            is_patched: Cell::new(false),
            lacks_rows: Cell::new(false),
            pending: RefCell::new(Vec::new()),
            is_planned: Cell::new(false),
            late_fold: Cell::new(None),
            rests_until: Cell::new(0.0),
            as_of: Cell::new((as_of, now_ms)),
            announcer: Announcer::new(state),
            drifts: Cell::new(0),
            timers: RefCell::new(Vec::new()),
        });
        let weak = Rc::downgrade(&keeper);
        let scope = state.board.with_untracked(|board| board.scope.clone());
        let hear = Rc::new(move |heard| with(&weak, |keeper| hear(keeper, heard)));
        let line = Line::join(scope, hear);
        *keeper.line.borrow_mut() = Some(line);
        let second = Rc::downgrade(&keeper);
        let tick = set_interval_with_handle(move || with(&second, Self::tick), Duration::from_secs(1));
        let full = Rc::downgrade(&keeper);
        let resync = set_interval_with_handle(move || with(&full, check::run), check::EVERY);
        keeper.timers.borrow_mut().extend([tick, resync].into_iter().flatten());
        keeper
    }

    /// Once a second: ages, and what follows from them.
    fn tick(self: &Rc<Self>) {
        let now_ms = browser::elapsed_ms();
        let (as_of, at_ms) = self.as_of.get();
        let age_ms = (now_ms - at_ms).max(0.0);
        let age = Duration::from_secs_f64(age_ms / 1_000.0);
        let wall_ms = js_sys::Date::now();
        let seconds = age.as_secs();
        let now = UnixMs(as_of.0 + i64::try_from(age.as_millis()).unwrap_or(0));
        set_if_changed(self.state.age_s, seconds);
        set_if_changed(self.state.now, now);
        set_if_changed(self.state.clock, check::wall_clock(wall_ms));
        set_if_changed(self.state.seen_at, check::wall_clock(wall_ms - age_ms));
        self.announcer.tick(now_ms);
        self.tell_connection();
    }

    fn tell_connection(&self) {
        // Figures that nobody confirms grow old whatever the line does, also on a page that never was live.
        let age_ms = browser::elapsed_ms() - self.as_of.get().1;
        let is_silent = age_ms > SILENCE_MS;
        let again = self.was_live.get();
        let connection = match self.line_state.get() {
            line_state if !browser::is_online() && self.is_cut_off(line_state, age_ms) => Connection::Offline,
            _ if is_silent => Connection::Stale,
            LineState::Open if self.is_whole.get() => Connection::Live,
            LineState::Open if again => Connection::CatchingUp,
            LineState::Open | LineState::Opening | LineState::Lost => Connection::Connecting { again },
        };
        set_if_changed(self.state.connection, connection);
        self.speak_of_loss(connection);
    }

    /// Whether a device that says it has no network is right. It also says so beside a server of its own, or on a cable
    /// it does not count, while the line brings frames: the line is believed until a heartbeat is missing.
    fn is_cut_off(&self, line_state: LineState, age_ms: f64) -> bool {
        let is_down = match line_state {
            LineState::Open => false,
            // An attempt is no news after a loss that was told.
            LineState::Opening => self.is_told_lost.get(),
            LineState::Lost => true,
        };
        is_down || age_ms > 1_000.0 * QUIET.as_secs_f64()
    }

    /// Says once that the line is lost, and once that it is back; what lies between says nothing new.
    fn speak_of_loss(&self, connection: Connection) {
        let is_lost = connection.is_old();
        if (is_lost || connection == Connection::Live) && self.is_told_lost.replace(is_lost) != is_lost {
            let words = if is_lost { "Connection lost. The figures stand still." } else { "Live again." };
            self.state.spoken.set(words.to_owned());
        }
    }

    /// The whole picture is missing something: only a snapshot helps.
    pub(super) fn ask_fresh(&self) {
        self.is_whole.set(false);
        if let Some(line) = self.line.borrow().as_ref() {
            line.ask_fresh();
        }
    }

    /// Notes that everything up to `as_of` is in the copy.
    pub(super) fn confirm(&self, as_of: &str) {
        if let Ok(as_of) = as_of.parse() {
            self.as_of.set((as_of, browser::elapsed_ms()));
        }
    }

    /// Notes that the copy had differed from the server's.
    pub(super) fn note_drift(&self) {
        self.drifts.set(self.drifts.get() + 1);
        let at = check::wall_clock(js_sys::Date::now());
        self.state.check.set(FullCheck::Corrected { at, times: self.drifts.get() });
    }
}

pub(super) fn set_if_changed<T: PartialEq + Clone + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|held| *held != value) == Some(true) {
        signal.set(value);
    }
}

fn with(weak: &Weak<Keeper>, act: impl FnOnce(&Rc<Keeper>)) {
    if let Some(keeper) = weak.upgrade() {
        act(&keeper);
    }
}

fn hear(keeper: &Rc<Keeper>, heard: Heard) {
    match heard {
        Heard::State(line_state) => {
            keeper.line_state.set(line_state);
            if line_state != LineState::Open {
                keeper.is_whole.set(false);
            }
            keeper.tell_connection();
        }
        Heard::Frame(frame) => {
            // A tab that follows learns by the first frame that the line is open.
            keeper.line_state.set(LineState::Open);
            keeper.pending.borrow_mut().push(frame);
            plan_fold(keeper);
        }
    }
}

/// Folds with the next painting after a rest; at once when many wait; by a timer while nothing is painted.
fn plan_fold(keeper: &Rc<Keeper>) {
    if keeper.pending.borrow().len() >= PENDING {
        fold(keeper);
    } else if !keeper.is_planned.replace(true) {
        let weak = Rc::downgrade(keeper);
        let planned = move || with(&weak, fold);
        let rest_ms = keeper.rests_until.get() - browser::elapsed_ms();
        if browser::is_hidden() {
            keeper.late_fold.set(set_timeout_with_handle(planned, HIDDEN_FOLD).ok());
        } else if rest_ms > 0.0 {
            let rest = Duration::from_secs_f64(rest_ms / 1_000.0);
            let late = move || request_animation_frame(planned);
            keeper.late_fold.set(set_timeout_with_handle(late, rest).ok());
        } else {
            request_animation_frame(planned);
        }
    }
}

/// Leaves the page as much time for everything else as this fold and its painting take: on a slow tablet they take longer than
/// the next change is away, and touches would wait behind them.
fn rest_after(keeper: &Rc<Keeper>) {
    let weak = Rc::downgrade(keeper);
    let begun = browser::elapsed_ms();
    // A timer that is set while a frame is made ends after that frame was painted.
    let painted = move || {
        with(&weak, |keeper| {
            let now = browser::elapsed_ms();
            keeper.rests_until.set(now + (now - begun).min(LONGEST_REST_MS));
        });
    };
    set_timeout(painted, Duration::ZERO);
}

fn fold(keeper: &Rc<Keeper>) {
    keeper.is_planned.set(false);
    rest_after(keeper);
    let frames = std::mem::take(&mut *keeper.pending.borrow_mut());
    if frames.is_empty() {
        return;
    }
    let mut folded = Folded {
        is_whole: keeper.is_whole.get(),
        is_patched: keeper.is_patched.get(),
        lacks_rows: keeper.lacks_rows.get(),
        ..Folded::default()
    };
    let changes = frames.iter().any(|frame| !matches!(frame, Frame::Ping(_)));
    let missing = |board: &Board| board.freshness.as_ref().map_or(0, |held| held.missing.len());
    let take = |board: &mut Board| {
        let (days, missed) = (board.days, missing(board));
        for frame in frames {
            folded.take(board, frame);
        }
        // Whoever was heard is missed when its next day begins, which need not be the first or the last of all days. The day of one
        // that was missed already, or that changes with the sale of another, is learnt with the next full check.
        days != board.days || missing(board) > missed
    };
    // A ping reads the board and wakes nobody.
    let board = keeper.state.board;
    let told = if changes { board.try_update(take) } else { board.try_update_untracked(take) };
    let Some(is_new_day) = told else { return };
    if is_new_day {
        check::renew_places(keeper);
    }
    if let Some(as_of) = &folded.as_of {
        keeper.confirm(as_of);
    }
    keeper.is_whole.set(folded.is_whole);
    keeper.is_patched.set(folded.is_patched);
    if folded.is_whole {
        keeper.was_live.set(true);
    }
    if folded.has_drifted {
        keeper.note_drift();
    }
    if folded.has_gap || folded.has_drifted {
        keeper.ask_fresh();
    }
    keeper.lacks_rows.set(folded.lacks_rows);
    if folded.has_moved {
        keeper.state.moves.update(|moves| *moves = moves.wrapping_add(1).max(1));
    }
    if let Some(told) = folded.told {
        check::note_snapshot(keeper);
        keeper.announcer.set_told(told);
    }
    let now_ms = browser::elapsed_ms();
    board.with_untracked(|board| keeper.announcer.announce(board, folded.lacks_rows, now_ms));
    keeper.tick();
}
