//! Who may write to the embedded database: one at a time, in order, with two priorities.
//!
//! SQLite has one writer. Left alone, writers poll for it and the unlucky starve; here they queue instead. Threads and
//! tasks share the queue. A permit is handed straight to the next in line, so nobody can slip in between.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// How pressing a write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody waits for the answer.
    Foreground,
    /// Nobody does. Keep such transactions within 5 ms, since the foreground waits for them to end.
    Background,
}

/// After this many foreground writes in a row, one that waits in the background gets its turn.
const FOREGROUND_RUN: u32 = 4;

/// A fair queue for the right to write. Cheap to clone; clones share the queue.
#[derive(Clone, Debug, Default)]
pub struct WriteLock(Arc<Mutex<Line>>);

/// The right to write, given up on drop.
#[derive(Debug)]
#[must_use = "the right to write ends with this value"]
pub struct WritePermit(Option<WriteLock>);

#[derive(Debug, Default)]
struct Line {
    is_taken: bool,
    foreground: VecDeque<oneshot::Sender<WritePermit>>,
    background: VecDeque<oneshot::Sender<WritePermit>>,
    /// Foreground turns since the background last had one, or had nobody waiting.
    foreground_run: u32,
}

impl WriteLock {
    /// Waits for the right to write. Dropping the future leaves the queue.
    pub async fn acquire(&self, urgency: Urgency) -> WritePermit {
        match self.enter(urgency) {
            Ok(permit) => permit,
            Err(turn) => turn.await.expect("the line keeps every sender until it has handed over a permit"),
        }
    }

    fn enter(&self, urgency: Urgency) -> Result<WritePermit, oneshot::Receiver<WritePermit>> {
        let mut line = self.line();
        if !line.is_taken {
            line.is_taken = true;
            return Ok(WritePermit(Some(self.clone())));
        }
        let (sender, turn) = oneshot::channel();
        match urgency {
            Urgency::Foreground => line.foreground.push_back(sender),
            Urgency::Background => line.background.push_back(sender),
        }
        Err(turn)
    }

    /// Gives the permit that has just ended to the next in line who still waits.
    fn hand_over(&self) {
        loop {
            let mut line = self.line();
            let Some(next) = line.next() else {
                line.is_taken = false;
                return;
            };
            drop(line);
            match next.send(WritePermit(Some(self.clone()))) {
                Ok(()) => return,
                // That one has left the queue. Its permit must end silently: this loop hands over already.
                Err(mut unclaimed) => unclaimed.0 = None,
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // Every change to the line is a single step, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn next(&mut self) -> Option<oneshot::Sender<WritePermit>> {
        let background_is_due = self.foreground.is_empty() || self.foreground_run >= FOREGROUND_RUN;
        if background_is_due && let Some(next) = self.background.pop_front() {
            self.foreground_run = 0;
            return Some(next);
        }
        self.foreground_run = if self.background.is_empty() { 0 } else { self.foreground_run + 1 };
        self.foreground.pop_front()
    }
}

impl Drop for WritePermit {
    fn drop(&mut self) {
        if let Some(lock) = self.0.take() {
            lock.hand_over();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tokio_test::{assert_pending, assert_ready, task};

    use super::*;

    /// Takes turns in the given order of arrival while the lock is held, and returns the order in which they are served.
    fn served(arrivals: &[Urgency]) -> Vec<usize> {
        let lock = WriteLock::default();
        let mut held = Some(assert_ready!(task::spawn(lock.acquire(Urgency::Foreground)).poll()));
        let mut waiting: Vec<_> =
            arrivals.iter().map(|&urgency| Some(task::spawn(lock.acquire(urgency)))).collect();
        for turn in waiting.iter_mut().flatten() {
            assert_pending!(turn.poll());
        }
        let mut order = Vec::new();
        while order.len() < arrivals.len() {
            drop(held.take());
            for (index, turn) in waiting.iter_mut().enumerate() {
                let Some(polled) = turn.as_mut().map(|turn| turn.poll()) else { continue };
                if let std::task::Poll::Ready(permit) = polled {
                    assert!(held.is_none(), "two hold the lock");
                    (held, *turn) = (Some(permit), None);
                    order.push(index);
                }
            }
        }
        order
    }

    #[test]
    fn equals_are_served_in_the_order_they_came() {
        assert_eq!(served(&[Urgency::Foreground; 6]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(served(&[Urgency::Background; 3]), [0, 1, 2]);
    }

    #[test]
    fn the_foreground_goes_first_and_the_background_is_not_starved() {
        let mut arrivals = vec![Urgency::Background; 2];
        arrivals.extend([Urgency::Foreground; 10]);
        assert_eq!(served(&arrivals), [2, 3, 4, 5, 0, 6, 7, 8, 9, 1, 10, 11]);
    }

    #[test]
    fn whoever_leaves_the_queue_is_passed_over() {
        let lock = WriteLock::default();
        let held = assert_ready!(task::spawn(lock.acquire(Urgency::Foreground)).poll());
        let mut leaver = task::spawn(lock.acquire(Urgency::Foreground));
        let mut late_leaver = task::spawn(lock.acquire(Urgency::Foreground));
        let mut stayer = task::spawn(lock.acquire(Urgency::Background));
        assert_pending!(leaver.poll());
        assert_pending!(late_leaver.poll());
        assert_pending!(stayer.poll());
        drop(leaver);
        drop(held);
        // Its permit is on the way to it already.
        drop(late_leaver);
        drop(assert_ready!(stayer.poll()));
        drop(assert_ready!(task::spawn(lock.acquire(Urgency::Background)).poll()));
    }

    #[test]
    fn threads_and_priorities_together_lose_no_turn() {
        let lock = WriteLock::default();
        let writes = Mutex::new([0_u32; 2]);
        std::thread::scope(|scope| {
            for worker in 0..8_usize {
                let (lock, writes) = (lock.clone(), &writes);
                scope.spawn(move || {
                    let urgency = [Urgency::Foreground, Urgency::Background][worker % 2];
                    for _ in 0..500 {
                        let _permit = futures::executor::block_on(lock.acquire(urgency));
                        writes.try_lock().expect("one at a time")[worker % 2] += 1;
                    }
                });
            }
        });
        assert_eq!(*writes.lock().unwrap(), [2_000, 2_000]);
    }
}
