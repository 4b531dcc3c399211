//! Who is connected, and what is on its way to them.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::frames::Audience;
use crate::edge::Connection;
use crate::organisation::ScopeId;

/// Frames that may wait for a slow viewer: the first snapshots of all its scopes, and some seconds of patches.
const QUEUE: usize = 64;

/// Names one viewer for as long as the process lives.
pub(super) type ViewerId = u64;

/// One open stream.
struct Viewer {
    frames: mpsc::Sender<Bytes>,
    scopes: Arc<[ScopeId]>,
    audience: Audience,
    /// Closed when the viewer cannot keep up: a body whose socket is full is no longer polled and cannot end by itself.
    connection: Option<Connection>,
    /// The second within the round of pings at which it came.
    ping_at: u64,
}

/// All open streams of this process.
#[derive(Default)]
pub(super) struct Viewers {
    all: HashMap<ViewerId, Viewer>,
    last_id: ViewerId,
}

impl Viewers {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Opens a stream and returns its other end.
    pub(super) fn add(
        &mut self,
        scopes: Arc<[ScopeId]>,
        audience: Audience,
        connection: Option<Connection>,
        ping_at: u64,
    ) -> (ViewerId, mpsc::Receiver<Bytes>) {
        let (frames, receiver) = mpsc::channel(QUEUE);
        self.last_id += 1;
        self.all.insert(self.last_id, Viewer { frames, scopes, audience, connection, ping_at });
        (self.last_id, receiver)
    }

    /// Hands a frame to a viewer. One that is gone, or too slow to have room for it, is forgotten: it comes back for a
    /// snapshot. Returns whether it is still there.
    pub(super) fn send(&mut self, id: ViewerId, frame: impl FnOnce(Audience) -> Bytes) -> bool {
        let Some(viewer) = self.all.get(&id) else { return false };
        let Err(error) = viewer.frames.try_send(frame(viewer.audience)) else { return true };
        if let (TrySendError::Full(_), Some(connection)) = (error, &viewer.connection) {
            connection.abort();
        }
        self.all.remove(&id);
        false
    }

    pub(super) fn contains(&self, id: ViewerId) -> bool {
        self.all.contains_key(&id)
    }

    /// The scopes that a viewer looks at.
    pub(super) fn scopes_of(&self, id: ViewerId) -> Option<Arc<[ScopeId]>> {
        self.all.get(&id).map(|viewer| Arc::clone(&viewer.scopes))
    }

    /// Forgets the viewers that have left.
    pub(super) fn sweep(&mut self) {
        self.all.retain(|_, viewer| !viewer.frames.is_closed());
    }

    /// The viewers that are pinged at this second of a round.
    pub(super) fn due_at(&self, second: u64) -> Vec<ViewerId> {
        self.all.iter().filter(|(_, viewer)| viewer.ping_at == second).map(|(id, _)| *id).collect()
    }

    /// Says a last word to everyone and ends all streams.
    pub(super) fn dismiss(&mut self, mut last_word: impl FnMut() -> Bytes) {
        for viewer in std::mem::take(&mut self.all).into_values() {
            // Whoever has no room for it learns it from the end of the stream.
            let _ = viewer.frames.try_send(last_word());
        }
    }
}
