//! What waits for the writer: two bounded lanes, single posts before batches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::IngestError;
use super::reply::{Reply, Sender};
use crate::sales::{Command, Outcome};

/// A till that is turned away comes back after this long.
pub(super) const RETRY_AFTER_S: u64 = 1;
/// One in so many places of a group is kept for batches that wait.
const BATCH_SHARE: usize = 4;

/// Where commands queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Somebody at a till waits for each of them.
    Single,
    Batch,
}

/// The bounded queue. Many push; the writer alone takes.
pub(super) struct Queue {
    state: Mutex<State>,
    /// Told when the queue is no longer empty, or closed.
    changed: Notify,
}

struct State {
    singles: LaneState,
    batches: LaneState,
    /// Whether the last group had no room for the first of the batches, which may be heavier than any share.
    has_passed_over: bool,
    is_closed: bool,
}

struct LaneState {
    /// Oldest first; the first may be taken in part.
    waiting: VecDeque<Submission>,
    /// Commands that wait.
    length: usize,
    capacity: usize,
}

/// What one caller has handed in, as far as it was not taken yet.
struct Submission {
    commands: VecDeque<Command>,
    reply: Arc<Reply>,
}

/// Commands that are carried out together.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) commands: Vec<Command>,
    /// Whose they are: runs of that many commands.
    replies: Vec<(Arc<Reply>, usize)>,
}

/// How much one group may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    pub(super) commands: usize,
    /// Of [`weight`]. One command is always taken, however heavy.
    pub(super) weight: usize,
}

/// Rows a command writes, roughly.
pub(super) fn weight(command: &Command) -> usize {
    match command {
        Command::Record(entry) => 2 + entry.lines.len() + entry.tenders.len(),
        Command::Cancel(_) => 4,
        Command::StartDay { .. } => 2,
    }
}

impl Queue {
    pub(super) fn new(singles: usize, batches: usize) -> Self {
        let lane = |capacity| LaneState { waiting: VecDeque::new(), length: 0, capacity };
        let (singles, batches) = (lane(singles), lane(batches));
        let state = State { singles, batches, has_passed_over: false, is_closed: false };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    /// Takes `commands` in whole or refuses them whole.
    pub(super) fn push(&self, lane: Lane, commands: Vec<Command>, sender: Sender) -> Result<(), IngestError> {
        let mut state = self.state();
        if state.is_closed {
            return Err(IngestError::Stopped);
        }
        let lane = match lane {
            Lane::Single => &mut state.singles,
            Lane::Batch => &mut state.batches,
        };
        if commands.len() > lane.capacity - lane.length {
            return Err(IngestError::Full { retry_after_s: RETRY_AFTER_S });
        }
        lane.length += commands.len();
        let reply = Arc::new(Reply::new(commands.len(), sender));
        lane.waiting.push_back(Submission { commands: commands.into(), reply });
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for commands and takes what waits, at most `allowance`. None once the queue is closed and empty.
    pub(super) async fn take(&self, allowance: Allowance) -> Option<Taken> {
        loop {
            {
                let mut state = self.state();
                let taken = state.take(allowance);
                if !taken.commands.is_empty() {
                    return Some(taken);
                }
                if state.is_closed {
                    return None;
                }
            }
            self.changed.notified().await;
        }
    }

    /// Commands that wait, in both lanes. Those that were taken are being written.
    pub(super) fn waiting(&self) -> usize {
        let state = self.state();
        state.singles.length + state.batches.length
    }

    /// Answers `taken` with `error`, and everything that waits: it has waited as long as the group that failed.
    pub(super) fn fail(&self, taken: Taken, error: IngestError) {
        // Taken out before anybody is told: whoever is told may come again at once, and that is a new attempt.
        let waiting = {
            let mut state = self.state();
            [state.singles.empty(), state.batches.empty()]
        };
        for (reply, _) in taken.replies {
            reply.fail(error);
        }
        for submission in waiting.into_iter().flatten() {
            submission.reply.fail(error);
        }
    }

    /// Lets nothing more in.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No step under the lock can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Singles first. While batches wait, a share is theirs, so that no crowd of tills starves them; what is too heavy for
    /// it goes first in the next group.
    fn take(&mut self, allowance: Allowance) -> Taken {
        let mut taken = Taken::default();
        let waiting = self.batches.length;
        let divisor = if waiting > 0 { BATCH_SHARE } else { usize::MAX };
        let mut reserved =
            Allowance { commands: allowance.commands / divisor, weight: allowance.weight / divisor };
        let mut rest = Allowance {
            commands: allowance.commands - reserved.commands,
            weight: allowance.weight - reserved.weight,
        };
        if self.has_passed_over {
            self.batches.move_to(&mut taken, &mut reserved);
            // As much as it takes beyond its share is not there for others.
            let heavy = taken.commands.iter().map(weight).sum();
            rest.weight = allowance.weight.saturating_sub(heavy);
            self.singles.move_to(&mut taken, &mut rest);
        } else {
            self.singles.move_to(&mut taken, &mut rest);
            rest.commands += reserved.commands;
            rest.weight += reserved.weight;
            self.batches.move_to(&mut taken, &mut rest);
        }
        self.has_passed_over = waiting > 0 && self.batches.length == waiting;
        taken
    }
}

impl LaneState {
    fn move_to(&mut self, taken: &mut Taken, rest: &mut Allowance) {
        while let Some(submission) = self.waiting.front_mut() {
            let before = taken.commands.len();
            while let Some(command) = submission.commands.front() {
                let weight = weight(command);
                let is_first = taken.commands.is_empty();
                if rest.commands == 0 || (weight > rest.weight && !is_first) {
                    break;
                }
                rest.commands -= 1;
                rest.weight = rest.weight.saturating_sub(weight);
                taken.commands.extend(submission.commands.pop_front());
            }
            let moved = taken.commands.len() - before;
            self.length -= moved;
            if moved > 0 {
                taken.replies.push((Arc::clone(&submission.reply), moved));
            }
            if !submission.commands.is_empty() {
                // What is left goes before younger ones in the next group.
                return;
            }
            self.waiting.pop_front();
        }
    }

    fn empty(&mut self) -> VecDeque<Submission> {
        self.length = 0;
        std::mem::take(&mut self.waiting)
    }
}

impl Taken {
    /// Answers the callers. `outcomes` are in the order of the commands.
    pub(super) fn answer(self, outcomes: Vec<Outcome>) {
        let mut outcomes = outcomes.into_iter();
        for (reply, count) in self.replies {
            reply.extend(outcomes.by_ref().take(count));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Wake, Waker};

    use app::units::Day;
    use tokio::sync::oneshot;
    use tokio_test::{assert_pending, assert_ready, task};

    use super::*;
    use crate::organisation::OutletId;

    const ALL: Allowance = Allowance { commands: 256, weight: 10_000 };

    type Answers = oneshot::Receiver<Result<Vec<Outcome>, IngestError>>;

    /// Commands that can be told apart by their day.
    fn commands(days: std::ops::Range<i32>) -> Vec<Command> {
        days.map(|day| Command::StartDay { outlet: OutletId(1), day: Day(day) }).collect()
    }

    fn push(queue: &Queue, lane: Lane, days: std::ops::Range<i32>) -> Result<Answers, IngestError> {
        let (sender, answers) = oneshot::channel();
        queue.push(lane, commands(days), sender).map(|()| answers)
    }

    fn take(queue: &Queue, allowance: Allowance) -> Taken {
        assert_ready!(task::spawn(queue.take(allowance)).poll()).unwrap()
    }

    fn days(taken: &Taken) -> Vec<i32> {
        let day = |command: &Command| match command {
            Command::StartDay { day, .. } => day.0,
            other => panic!("{other:?}"),
        };
        taken.commands.iter().map(day).collect()
    }

    fn answer(taken: Taken) {
        let outcomes =
            days(&taken).into_iter().map(|day| Outcome::DayStarted { event: Some(i64::from(day)) });
        taken.answer(outcomes.collect());
    }

    fn events(answers: &mut Answers) -> Vec<i64> {
        let event = |outcome: &Outcome| match outcome {
            Outcome::DayStarted { event } => event.unwrap(),
            other => panic!("{other:?}"),
        };
        answers.try_recv().unwrap().unwrap().iter().map(event).collect()
    }

    #[test]
    fn singles_go_before_batches() {
        let queue = Queue::new(10, 10);
        let _answers = [push(&queue, Lane::Batch, 10..13), push(&queue, Lane::Single, 1..2)];
        assert_eq!(days(&take(&queue, ALL)), [1, 10, 11, 12]);
    }

    #[test]
    fn what_waits_is_counted_until_it_is_taken() {
        let queue = Queue::new(10, 10);
        let _answers = [push(&queue, Lane::Batch, 10..13), push(&queue, Lane::Single, 1..2)];
        assert_eq!(queue.waiting(), 4);
        let taken = take(&queue, Allowance { commands: 3, ..ALL });
        assert_eq!((taken.commands.len(), queue.waiting()), (3, 1));
        queue.fail(taken, IngestError::Lost);
        assert_eq!(queue.waiting(), 0);
    }

    #[test]
    fn a_crowd_of_singles_leaves_room_for_batches() {
        let queue = Queue::new(100, 10);
        let _singles: Vec<_> = (0..100).map(|day| push(&queue, Lane::Single, day..day + 1)).collect();
        let _batch = push(&queue, Lane::Batch, 500..510);
        let taken = days(&take(&queue, Allowance { commands: 8, ..ALL }));
        assert_eq!(taken, [0, 1, 2, 3, 4, 5, 500, 501]);
    }

    #[test]
    fn what_is_too_heavy_for_its_share_goes_first_in_the_next_group() {
        let queue = Queue::new(100, 10);
        let _singles: Vec<_> = (0..100).map(|day| push(&queue, Lane::Single, day..day + 1)).collect();
        let _batch = push(&queue, Lane::Batch, 500..502);
        // Every command weighs two: there is room for three, and a quarter of that is less than one.
        let tight = Allowance { weight: 7, ..ALL };
        let groups: Vec<_> = (0..4).map(|_| days(&take(&queue, tight))).collect();
        assert_eq!(groups, [&[0, 1, 2][..], &[500, 3, 4], &[5, 6, 7], &[501, 8, 9]]);
    }

    #[test]
    fn a_batch_is_taken_in_whole_or_refused_in_whole() {
        let queue = Queue::new(10, 10);
        let _first = push(&queue, Lane::Batch, 0..6).unwrap();
        let full = IngestError::Full { retry_after_s: 1 };
        assert_eq!(push(&queue, Lane::Batch, 10..15).unwrap_err(), full);
        let _second = push(&queue, Lane::Batch, 20..24).unwrap();
        assert_eq!(days(&take(&queue, ALL)), [0, 1, 2, 3, 4, 5, 20, 21, 22, 23]);
        assert!(push(&queue, Lane::Batch, 10..15).is_ok(), "there is room again");
    }

    #[test]
    fn a_batch_that_takes_several_groups_is_answered_once_in_its_order() {
        let queue = Queue::new(10, 10);
        let mut answers = push(&queue, Lane::Batch, 0..5).unwrap();
        for expected in [&[0, 1][..], &[2, 3], &[4]] {
            assert!(answers.try_recv().is_err());
            let taken = take(&queue, Allowance { commands: 2, ..ALL });
            assert_eq!(days(&taken), expected);
            answer(taken);
        }
        assert_eq!(events(&mut answers), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn one_command_is_taken_however_heavy_it_is() {
        let queue = Queue::new(10, 10);
        let _answers = push(&queue, Lane::Single, 0..3).unwrap();
        assert_eq!(days(&take(&queue, Allowance { weight: 1, ..ALL })), [0]);
        assert_eq!(days(&take(&queue, Allowance { weight: 4, ..ALL })), [1, 2]);
    }

    #[test]
    fn a_closed_queue_gives_out_what_it_holds_and_takes_no_more() {
        let queue = Queue::new(10, 10);
        let mut waiting = task::spawn(queue.take(ALL));
        assert_pending!(waiting.poll());
        let _answers = push(&queue, Lane::Single, 0..1).unwrap();
        queue.close();
        assert!(waiting.is_woken());
        assert_eq!(push(&queue, Lane::Single, 1..2).unwrap_err(), IngestError::Stopped);
        assert_eq!(days(&assert_ready!(waiting.poll()).unwrap()), [0]);
        assert!(assert_ready!(task::spawn(queue.take(ALL)).poll()).is_none());
    }

    #[test]
    fn a_failure_reaches_everybody_who_waited_through_it() {
        let queue = Queue::new(10, 10);
        let mut taken = push(&queue, Lane::Batch, 0..4).unwrap();
        let mut waiting = push(&queue, Lane::Single, 9..10).unwrap();
        let group = take(&queue, Allowance { commands: 1, ..ALL });
        queue.fail(group, IngestError::DiskFull);
        for answers in [&mut taken, &mut waiting] {
            assert_eq!(answers.try_recv().unwrap(), Err(IngestError::DiskFull));
        }
        assert_pending!(task::spawn(queue.take(ALL)).poll());
    }

    /// A caller that comes again as soon as it is answered.
    struct Again(Arc<Queue>);

    impl Wake for Again {
        fn wake(self: Arc<Self>) {
            let _answers = push(&self.0, Lane::Single, 7..8).unwrap();
        }
    }

    #[test]
    fn a_failure_is_not_told_to_whoever_comes_again_after_it() {
        let queue = Arc::new(Queue::new(10, 10));
        let mut answers = push(&queue, Lane::Single, 0..1).unwrap();
        let waker = Waker::from(Arc::new(Again(Arc::clone(&queue))));
        assert_pending!(Pin::new(&mut answers).poll(&mut Context::from_waker(&waker)));
        let group = take(&queue, ALL);
        queue.fail(group, IngestError::Lost);
        assert_eq!(days(&take(&queue, ALL)), [7]);
    }
}
