//! The scopes that someone looks at, and what their viewers were sent last.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::live::{Board, FeedRow};
use tokio::time::Instant;

use super::change::Change;
use super::drawing::Drawing;
use super::scope_board::LogPosition;
use super::state::State;
use super::viewers::{ViewerId, Viewers};
use crate::organisation::ScopeId;

/// Between two frames that change nothing but the comparison, as an import of last week's day brings them.
const COMPARISON_GAP: Duration = Duration::from_secs(1);
/// How long a board is kept after the last look at it.
const KEPT: Duration = Duration::from_secs(5 * 60);

#[derive(Default)]
pub(super) struct Watches(HashMap<ScopeId, Watch>);

/// A scope that someone looks at.
struct Watch {
    viewers: Vec<ViewerId>,
    /// `None` without viewers.
    published: Option<Published>,
    looked_at: Instant,
}

/// What the viewers of a scope hold, and up to where it was true.
pub(super) struct Published {
    pub(super) drawing: Arc<Drawing>,
    pub(super) position: LogPosition,
    /// The feed that viewers hold, where a burst left rows out that are still to come.
    lagging_feed: Option<Vec<FeedRow>>,
    /// When the viewers were sent a change last.
    changed_at: Instant,
}

impl Watches {
    pub(super) fn contains(&self, id: ScopeId) -> bool {
        self.0.contains_key(&id)
    }

    /// Somebody looks at a scope.
    pub(super) fn look(&mut self, id: ScopeId, now: Instant) {
        let new = || Watch { viewers: Vec::new(), published: None, looked_at: now };
        self.0.entry(id).or_insert_with(new).looked_at = now;
    }

    /// Makes sure that there is something to send to a viewer of the scope: what the others hold, else `drawing`.
    pub(super) fn begin(&mut self, id: ScopeId, drawing: Arc<Drawing>, position: &LogPosition, now: Instant) {
        if let Some(watch) = self.0.get_mut(&id) {
            let position = position.clone();
            let begun = || Published { drawing, position, lagging_feed: None, changed_at: now };
            watch.published.get_or_insert_with(begun);
        }
    }

    /// Counts a viewer in and returns what it must be sent first.
    pub(super) fn join(&mut self, id: ScopeId, viewer: ViewerId) -> Option<&Published> {
        let watch = self.0.get_mut(&id)?;
        watch.viewers.push(viewer);
        watch.published.as_ref()
    }

    /// What the viewers of a scope hold.
    pub(super) fn published(&self, id: ScopeId) -> Option<&Published> {
        self.0.get(&id)?.published.as_ref()
    }

    /// Sends the viewers of every scope what changed since they were last sent something. Returns those who were sent a
    /// snapshot.
    pub(super) fn publish(
        &mut self,
        state: &mut State,
        viewers: &mut Viewers,
        now: Instant,
    ) -> Vec<ViewerId> {
        let position = state.position().clone();
        let mut renewed = Vec::new();
        for (id, watch) in &mut self.0 {
            let Some(published) = &mut watch.published else { continue };
            let Some(drawing) = state.drawing(*id) else { continue };
            if !published.is_up_to(&drawing) {
                let held = published.held();
                let change = Change::between(&held, &drawing, &position);
                if published.holds_back(change.only_compares(), now) {
                    continue;
                }
                watch.viewers.retain(|viewer| viewers.send(*viewer, |audience| change.frame(audience)));
                if change.is_snapshot() {
                    renewed.extend_from_slice(&watch.viewers);
                }
                let lagging_feed = change.lagging_feed(&held);
                (published.lagging_feed, published.changed_at) = (lagging_feed, now);
            }
            (published.drawing, published.position) = (drawing, position.clone());
        }
        renewed
    }

    /// Forgets viewers that have left, and in the end scopes without any.
    pub(super) fn sweep(&mut self, viewers: &Viewers, now: Instant) {
        self.0.retain(|_, watch| {
            watch.viewers.retain(|viewer| viewers.contains(*viewer));
            if watch.viewers.is_empty() {
                watch.published = None;
            } else {
                watch.looked_at = now;
            }
            now.duration_since(watch.looked_at) < KEPT
        });
    }
}

impl Published {
    fn is_up_to(&self, drawing: &Arc<Drawing>) -> bool {
        Arc::ptr_eq(&self.drawing, drawing) && self.lagging_feed.is_none()
    }

    /// The board as viewers hold it. Those who came later hold more rows, which the next patches bring them again.
    fn held(&self) -> Cow<'_, Board> {
        match &self.lagging_feed {
            None => Cow::Borrowed(&self.drawing.board),
            Some(feed) => Cow::Owned(Board { feed: feed.clone(), ..self.drawing.board.clone() }),
        }
    }

    /// Whether a change waits for the next one: what only changes the comparison is no news of the day.
    fn holds_back(&self, only_compares: bool, now: Instant) -> bool {
        only_compares && now < self.changed_at + COMPARISON_GAP
    }
}

#[cfg(test)]
mod tests {
    use app::live::{Compare, Days, Freshness, HourCell};
    use app::units::{Day, Scope};

    use super::*;

    fn board() -> Board {
        let days = Days { min: Day(20_777), max: Day(20_777) };
        let hours: Vec<HourCell> = (0..24).map(|hour| HourCell { hour, totals: Vec::new() }).collect();
        let freshness =
            Freshness { newest_sale_at: None, outlets_expected: 0, outlets_heard: 0, missing: Vec::new() };
        Board {
            scope: Scope::Network,
            business_day: Some(days.max),
            days,
            revision: 1,
            cursor: 1,
            epoch: String::new(),
            as_of: String::new(),
            totals: Vec::new(),
            compare: Compare { days, hours: hours.clone() },
            hours,
            top_outlets: Vec::new(),
            top_items: Vec::new(),
            feed: Vec::new(),
            freshness: Some(freshness),
        }
    }

    #[test]
    fn what_only_changes_the_comparison_is_held_back_for_a_while() {
        let now = Instant::now();
        let position = LogPosition { cursor: 1, epoch: "".into(), as_of: app::units::UnixMs(0) };
        let drawing = Arc::new(Drawing::new(board()));
        let published = Published { drawing, position, lagging_feed: None, changed_at: now };
        assert!(published.holds_back(true, now) && !published.holds_back(false, now));
        assert!(!published.holds_back(true, now + COMPARISON_GAP));
    }
}
