//! The scopes that someone looks at, and what their viewers were sent last.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

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
            let begun = || Published { drawing, position: position.clone(), changed_at: now };
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
            if !Arc::ptr_eq(&published.drawing, &drawing) {
                let change = Change::between(&published.drawing.board, &drawing, &position);
                if published.holds_back(change.only_compares(), now) {
                    continue;
                }
                watch.viewers.retain(|viewer| viewers.send(*viewer, |audience| change.frame(audience)));
                if change.is_snapshot() {
                    renewed.extend_from_slice(&watch.viewers);
                }
                published.changed_at = now;
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
    /// Whether a change waits for the next one: what only changes the comparison is no news of the day.
    fn holds_back(&self, only_compares: bool, now: Instant) -> bool {
        only_compares && now < self.changed_at + COMPARISON_GAP
    }
}
