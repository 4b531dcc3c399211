//! Who is connected, and what is on its way to them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use app::units::Scope;
use bytes::Bytes;
use futures::channel::mpsc;
use tokio_util::sync::CancellationToken;

use super::frames::Audience;
use crate::keys::covers;
use crate::organisation::{Directory, ScopeId};

/// Frames that may wait for a slow viewer: the first snapshots of all its scopes, and some seconds of patches.
const QUEUE: usize = 64;

/// A viewer's end of its stream. Tokio's channel would keep a kilobyte for each, as long as nothing waits.
pub type Frames = mpsc::Receiver<Bytes>;

/// Names one viewer for as long as the process lives.
pub(super) type ViewerId = u64;

/// Who asks for a stream.
#[derive(Clone, Debug)]
pub struct Caller {
    pub audience: Audience,
    /// The key it gave, if any: the stream ends when that is revoked.
    pub key_id: Option<i64>,
    /// What it may see: the stream ends when one of its scopes is moved out of that.
    pub reach: Scope,
    /// Cancelled when the caller cannot keep up or may no longer look: then its connection must end.
    pub end: CancellationToken,
}

/// One open stream.
struct Viewer {
    frames: mpsc::Sender<Bytes>,
    scopes: Arc<[ScopeId]>,
    caller: Caller,
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
    pub(super) fn add(&mut self, scopes: Arc<[ScopeId]>, caller: Caller, ping_at: u64) -> (ViewerId, Frames) {
        // The channel keeps one place more for each sender, and there is one.
        let (frames, receiver) = mpsc::channel(QUEUE - 1);
        self.last_id += 1;
        self.all.insert(self.last_id, Viewer { frames, scopes, caller, ping_at });
        (self.last_id, receiver)
    }

    /// Hands a frame to a viewer. One that is gone, or too slow to have room for it, is forgotten: it comes back for a
    /// snapshot. Returns whether it is still there.
    pub(super) fn send(&mut self, id: ViewerId, frame: impl FnOnce(Audience) -> Bytes) -> bool {
        let Some(viewer) = self.all.get_mut(&id) else { return false };
        let Err(error) = viewer.frames.try_send(frame(viewer.caller.audience)) else { return true };
        if error.is_full() {
            // Its body may be waiting for a socket that takes nothing, so the end must come from outside.
            viewer.caller.end.cancel();
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

    /// Whether any viewer gave a key.
    pub(super) fn has_keys(&self) -> bool {
        self.all.values().any(|viewer| viewer.caller.key_id.is_some())
    }

    /// Ends the streams of callers whose key is not among the valid ones, or who look at what is not theirs any more.
    pub(super) fn retain_rightful(&mut self, valid: &HashSet<i64>, directory: &Directory) {
        self.all.retain(|_, viewer| {
            let caller = &viewer.caller;
            let may_see = |id: &ScopeId| {
                directory.scope(*id).is_some_and(|scope| covers(&caller.reach, scope, directory))
            };
            let holds =
                caller.key_id.is_none_or(|key| valid.contains(&key)) && viewer.scopes.iter().all(may_see);
            if !holds {
                viewer.caller.end.cancel();
            }
            holds
        });
    }

    /// The viewers that are pinged at this second of a round.
    pub(super) fn due_at(&self, second: u64) -> Vec<ViewerId> {
        self.all.iter().filter(|(_, viewer)| viewer.ping_at == second).map(|(id, _)| *id).collect()
    }

    /// Says a last word to everyone and ends all streams.
    pub(super) fn dismiss(&mut self, mut last_word: impl FnMut() -> Bytes) {
        for mut viewer in std::mem::take(&mut self.all).into_values() {
            // Whoever has no room for it learns it from the end of the stream.
            let _ = viewer.frames.try_send(last_word());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(key_id: Option<i64>) -> (Caller, CancellationToken) {
        let end = CancellationToken::new();
        (Caller { audience: Audience::Full, key_id, reach: Scope::Network, end: end.clone() }, end)
    }

    fn frame(_: Audience) -> Bytes {
        Bytes::from_static(b"event: ping\n\n")
    }

    #[test]
    fn a_viewer_that_takes_nothing_is_cut_and_holds_up_nobody() {
        let mut viewers = Viewers::default();
        let ((slow, slow_end), (quick, quick_end)) = (caller(None), caller(None));
        let (slow, _unread) = viewers.add(Arc::new([]), slow, 0);
        let (quick, mut read) = viewers.add(Arc::new([]), quick, 0);
        for _ in 0..QUEUE {
            assert!(viewers.send(slow, frame) && viewers.send(quick, frame));
            assert!(read.try_recv().is_ok());
        }
        assert!(!viewers.send(slow, frame) && viewers.send(quick, frame));
        assert!(slow_end.is_cancelled() && !quick_end.is_cancelled());
        assert!(!viewers.contains(slow) && viewers.contains(quick));
    }

    #[test]
    fn a_viewer_that_has_left_is_forgotten() {
        let mut viewers = Viewers::default();
        let (caller, end) = caller(None);
        let (id, frames) = viewers.add(Arc::new([]), caller, 0);
        drop(frames);
        viewers.sweep();
        assert_eq!((viewers.len(), viewers.contains(id)), (0, false));
        assert!(!end.is_cancelled(), "the connection may serve other requests");
    }

    #[test]
    fn revoked_keys_end_their_streams_and_no_others() {
        let mut viewers = Viewers::default();
        let kept = [caller(None), caller(Some(1))];
        let (revoked, end) = caller(Some(2));
        let streams: Vec<_> =
            kept.iter().map(|(caller, _)| viewers.add(Arc::new([]), caller.clone(), 0)).collect();
        let (id, mut frames) = viewers.add(Arc::new([]), revoked, 0);
        assert!(viewers.has_keys());
        viewers.retain_rightful(&HashSet::from([1, 3]), &Directory::default());
        assert!(end.is_cancelled() && !viewers.contains(id));
        assert_eq!(frames.try_recv(), Err(mpsc::TryRecvError::Closed));
        assert!(streams.iter().all(|(id, _)| viewers.contains(*id)));
        assert!(kept.iter().all(|(_, end)| !end.is_cancelled()));
    }
}
