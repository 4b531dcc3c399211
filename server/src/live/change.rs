//! What viewers are sent when a board has changed.

use std::cell::OnceCell;

use app::live::{Board, FeedRow, Patch};
use bytes::Bytes;

use super::drawing::Drawing;
use super::frames::{self, Audience};
use super::scope_board::LogPosition;

/// The way from one drawing of a board to the next: a patch, or a snapshot where no patch leads.
pub(super) struct Change<'a> {
    next: &'a Drawing,
    position: &'a LogPosition,
    patch: Option<Patch>,
    full: OnceCell<Bytes>,
    masked: OnceCell<Bytes>,
}

impl<'a> Change<'a> {
    pub(super) fn between(held: &Board, next: &'a Drawing, position: &'a LogPosition) -> Self {
        let patch = held.patch_to(&next.board).map(|patch| Patch {
            cursor: position.cursor,
            as_of: position.as_of.to_string(),
            ..patch
        });
        Self { next, position, patch, full: OnceCell::new(), masked: OnceCell::new() }
    }

    /// Whether viewers are sent the whole board.
    pub(super) fn is_snapshot(&self) -> bool {
        self.patch.is_none()
    }

    /// Whether nothing but the comparison changed.
    pub(super) fn only_compares(&self) -> bool {
        self.patch.as_ref().is_some_and(Patch::only_compares)
    }

    /// The feed that viewers have afterwards who held `held`, if the patch leaves rows out.
    pub(super) fn lagging_feed(&self, held: &Board) -> Option<Vec<FeedRow>> {
        let patch =
            self.patch.as_ref().filter(|patch| patch.feed.as_ref().is_some_and(|feed| feed.more > 0))?;
        let mut held = held.clone();
        held.apply(patch.clone());
        Some(held.feed)
    }

    /// The frame for an audience, made when first asked for.
    pub(super) fn frame(&self, audience: Audience) -> Bytes {
        let held = match audience {
            Audience::Full => &self.full,
            Audience::Masked => &self.masked,
        };
        held.get_or_init(|| self.write(audience)).clone()
    }

    fn write(&self, audience: Audience) -> Bytes {
        match &self.patch {
            Some(patch) => frames::patch(patch, audience),
            None => self.next.snapshot(audience, self.position),
        }
    }
}
