//! Workers that die at any point lose nothing and do nothing twice.

use std::collections::HashSet;
use std::future::poll_fn;
use std::task::Poll;

use futures::FutureExt;
use server::db::testing::on_both_engines;
use server::jobs::lease::LEASE_MS;
use server::jobs::{JobId, JobState, Misfire, RunState};

use super::{Behaviour, Office, schedule};

/// When a worker is dropped with all it does.
#[derive(Clone, Copy, Debug)]
enum Death {
    /// At the step with this number of the worker itself.
    Step(usize),
    /// After others have had so many turns: among the steps of its attempts as well.
    Turns(usize),
    /// While a handler works.
    AtWork,
}

fn deaths() -> impl Iterator<Item = Death> {
    let turns = (0..16).map(|power| Death::Turns(3_usize << power));
    (1..40).map(Death::Step).chain(turns).chain([Death::AtWork])
}

async fn work_until(death: Death, office: &Office, work: impl Future) {
    match death {
        Death::Step(steps) => {
            let (mut work, mut left) = (Box::pin(work), steps);
            poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                work.as_mut().poll(context).map(drop)
            })
            .await;
        }
        Death::Turns(turns) => {
            let others = async {
                for _ in 0..turns {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { _ = work => {}, () = others => {} }
        }
        Death::AtWork => {
            office.work.behave(Behaviour::Hang);
            // What has begun before is no sign of this one.
            let _ = office.work.begun().now_or_never();
            tokio::select! { _ = work => {}, () = office.work.begun() => {} }
            office.work.behave(Behaviour::Succeed);
        }
    }
}

/// Lets the next worker find what the dead one left, and checks what is recorded of a job.
async fn recover(office: &Office, id: JobId, death: Death) {
    for _ in 0..3 {
        if office.state(id).await == JobState::Done {
            break;
        }
        office.clock.advance_ms(LEASE_MS);
        office.worker(&[]).run_due().await.unwrap();
        office.move_to(office.find(id).await.run_at.max(office.now()));
        office.worker(&[]).run_due().await.unwrap();
    }
    assert_eq!(office.state(id).await, JobState::Done, "{death:?}");
    let states = office.run_states(id).await;
    let done = states.iter().filter(|state| **state == RunState::Done).count();
    assert_eq!(done, 1, "{death:?}: {states:?}");
    assert!(!states.contains(&RunState::Running), "{death:?}: {states:?}");
    assert_eq!(states.len(), usize::try_from(office.find(id).await.attempts).unwrap(), "{death:?}");
    assert!(office.work.done().contains(&id), "{death:?}: recorded as done without having been worked on");
}

#[tokio::test]
async fn a_worker_that_dies_anywhere_loses_no_job_and_records_none_twice() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T12:00:00Z");
        let mut left_behind = HashSet::new();
        for death in deaths() {
            let id = office.enqueue(office.job()).await.unwrap();
            work_until(death, &office, office.worker(&[]).run_due()).await;
            left_behind.insert(office.state(id).await);
            recover(&office, id, death).await;
        }
        let expected = HashSet::from([JobState::Waiting, JobState::Running, JobState::Done]);
        assert_eq!(left_behind, expected, "the deaths were not spread over a job's life");
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_dies_while_it_fires_loses_no_due_time_and_fires_none_twice() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T12:00:00Z");
        let hourly = [schedule("hourly", "0 * * * *", "UTC", Misfire::RunOnce)];
        office.worker(&hourly).keep_schedules().await.unwrap();
        let mut due_times = 0;
        for death in deaths() {
            office.move_to(office.next_at("hourly").await);
            due_times += 1;
            work_until(death, &office, office.worker(&hourly).run_due()).await;
            // The next one is there within the same minute.
            office.worker(&hourly).run_due().await.unwrap();
            let jobs = office.jobs().await;
            assert_eq!(jobs.len(), due_times, "{death:?}");
            recover(&office, jobs[due_times - 1].id, death).await;
        }
    })
    .await;
}
