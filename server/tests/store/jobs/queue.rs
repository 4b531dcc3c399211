//! From `enqueue` to done, dead or cancelled.

use std::collections::BTreeSet;

use app::units::UnixMs;
use futures::future::join_all;
use server::db::testing::{on_both_engines, open_sqlite};
use server::db::{Db, Urgency, on_engine};
use server::jobs::at_work::AtWork;
use server::jobs::lease::{self, LEASE_MS, LeaseError};
use server::jobs::{self, JobId, JobState, Jobs, LeaseLost, NewJob, RunState, ScheduleName, Worker, steer};
use server::prune::{self, KEPT_MS, PRUNE};

use super::{Behaviour, KIND, Office};

const START: &str = "2026-11-20T12:00:00Z";

#[tokio::test]
async fn a_job_is_done_once_and_its_run_is_kept() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let id = office.enqueue(NewJob::new(KIND, "[1]".to_owned(), office.now())).await.unwrap();
        let worker = office.worker(&[]);
        assert_eq!((worker.run_due().await.unwrap(), worker.run_due().await.unwrap()), (1, 0));
        assert_eq!(office.work.done(), [id]);
        let runs = office.runs(id).await;
        assert_eq!((runs.len(), runs[0].state, runs[0].attempt), (1, RunState::Done, 1));
        assert_eq!((runs[0].started_at, runs[0].finished_at), (office.now(), Some(office.now())));
        assert_eq!(runs[0].summary.as_deref(), Some("[1] worked"));
        assert_eq!(office.state(id).await, JobState::Done);
    })
    .await;
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let later = UnixMs(office.now().0 + 1_000);
        office.enqueue(NewJob { run_at: later, ..office.job() }).await.unwrap();
        let worker = office.worker(&[]);
        office.clock.advance_ms(999);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        office.clock.advance_ms(1);
        assert_eq!(worker.run_due().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_dedupe_key_adds_one_job_even_after_it_is_done() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let other = office.again().await;
        let keyed = || office.job().once("receipt:7");
        let added =
            join_all([office.enqueue(keyed()), other.enqueue(keyed()), office.enqueue(keyed())]).await;
        assert_eq!(added.iter().flatten().count(), 1, "{added:?}");
        office.worker(&[]).run_due().await.unwrap();
        assert_eq!(office.enqueue(keyed()).await, None);
        assert_eq!(office.jobs().await.len(), 1);
        assert!(office.enqueue(office.job()).await.is_some() && office.enqueue(office.job()).await.is_some());
        other.db.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_job_of_a_transaction_that_is_undone_never_runs() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let mut tx = office.db.write(Urgency::Foreground).await.unwrap();
        assert!(jobs::enqueue(&mut tx, &office.job(), office.now()).await.unwrap().is_some());
        tx.rollback().await.unwrap();
        let mut tx = office.db.write(Urgency::Foreground).await.unwrap();
        jobs::enqueue(&mut tx, &office.job(), office.now()).await.unwrap();
        drop(tx);
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 0);
        assert!(office.jobs().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn two_claimers_never_hold_one_job() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let others = join_all((0..4).map(|_| office.again())).await;
        let mut expected = BTreeSet::new();
        for _ in 0..40 {
            expected.insert(office.enqueue(office.job()).await.unwrap());
        }
        let mut held = Vec::new();
        while held.len() < expected.len() {
            let before = held.len();
            let claims = others.iter().map(async |other| {
                lease::claim(&other.db, &KIND, &other.holder(), other.now(), 3).await.unwrap()
            });
            held.extend(join_all(claims).await.into_iter().flatten().map(|claimed| claimed.lease.job));
            assert!(held.len() > before, "due jobs are not handed out: {held:?}");
        }
        assert_eq!(held.len(), expected.len());
        assert_eq!(held.into_iter().collect::<BTreeSet<_>>(), expected);
        for other in others {
            other.db.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_runs_out_is_anothers_and_the_first_holder_is_refused() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let id = office.enqueue(office.job()).await.unwrap();
        let first =
            lease::claim(&office.db, &KIND, &office.holder(), office.now(), 1).await.unwrap().remove(0).lease;
        // A sign of life keeps it.
        office.clock.advance_ms(LEASE_MS - 1);
        lease::extend(&office.db, &first, Some("half"), office.now()).await.unwrap();
        office.clock.advance_ms(LEASE_MS - 1);
        let worker = office.worker(&[]);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        // None for a minute, and it is another's after the pause of a failed attempt.
        office.clock.advance_ms(1);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        office.move_to(office.find(id).await.run_at);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let late = lease::complete(&office.db, &first, "late", office.now()).await;
        assert!(matches!(late, Err(LeaseError::Lost(LeaseLost))), "{late:?}");
        let late = lease::fail(&office.db, &first, "late", office.now(), &office.entropy).await;
        assert!(matches!(late, Err(LeaseError::Lost(LeaseLost))), "{late:?}");
        assert!(lease::extend(&office.db, &first, None, office.now()).await.is_err());
        let runs = office.runs(id).await;
        assert_eq!(office.run_states(id).await, [RunState::Lost, RunState::Done]);
        assert_eq!(
            (runs[0].summary.as_deref(), runs[1].summary.as_deref()),
            (Some("half"), Some("{} worked"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_job_that_fails_backs_off_dies_and_can_be_retried() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let id = office.enqueue(NewJob { max_attempts: 3, ..office.job() }).await.unwrap();
        let worker = office.worker(&[]);
        for (behaviour, longest_ms) in [(Behaviour::Fail, 10_000), (Behaviour::Panic, 20_000)] {
            office.work.behave(behaviour);
            assert_eq!(worker.run_due().await.unwrap(), 1);
            let job = office.find(id).await;
            let pause_ms = job.run_at.0 - office.now().0;
            assert!((longest_ms / 2..=longest_ms).contains(&pause_ms), "{pause_ms}");
            assert_eq!(job.state, JobState::Waiting);
            office.move_to(UnixMs(job.run_at.0 - 1));
            assert_eq!(worker.run_due().await.unwrap(), 0);
            office.move_to(job.run_at);
        }
        office.work.behave(Behaviour::Fail);
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let dead = office.find(id).await;
        assert_eq!((dead.state, dead.attempts, dead.finished_at), (JobState::Dead, 3, Some(office.now())));
        assert_eq!(dead.last_error.as_deref(), Some("no such luck"));
        office.clock.advance_ms(86_400_000);
        assert_eq!(worker.run_due().await.unwrap(), 0);
        office.work.behave(Behaviour::Succeed);
        steer::retry(&office.db, id, office.now()).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(office.state(id).await, JobState::Done);
        let failed = RunState::Failed;
        assert_eq!(office.run_states(id).await, [failed, failed, failed, RunState::Done]);
        assert!(steer::retry(&office.db, id, office.now()).await.is_err(), "a job that is done stays so");
    })
    .await;
}

#[tokio::test]
async fn a_job_that_takes_its_process_down_each_time_is_dead_one_day() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let id = office.enqueue(NewJob { max_attempts: 2, ..office.job() }).await.unwrap();
        for _ in 0..2 {
            office.move_to(office.find(id).await.run_at);
            let held = lease::claim(&office.db, &KIND, &office.holder(), office.now(), 1).await.unwrap();
            assert_eq!(held.len(), 1);
            office.clock.advance_ms(LEASE_MS);
            assert_eq!(
                lease::reclaim(&office.db, office.now(), &office.entropy, &AtWork::default()).await.unwrap(),
                1
            );
        }
        assert_eq!(office.state(id).await, JobState::Dead);
        assert_eq!(office.run_states(id).await, [RunState::Lost; 2]);
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_job_does_not_run_and_one_that_runs_is_not_recorded_as_done() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let waiting = office.enqueue(office.job()).await.unwrap();
        steer::cancel(&office.db, waiting, office.now()).await.unwrap();
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 0);
        let running = office.enqueue(office.job()).await.unwrap();
        let held =
            lease::claim(&office.db, &KIND, &office.holder(), office.now(), 1).await.unwrap().remove(0);
        steer::cancel(&office.db, running, office.now()).await.unwrap();
        let late = lease::complete(&office.db, &held.lease, "late", office.now()).await;
        assert!(matches!(late, Err(LeaseError::Lost(LeaseLost))), "{late:?}");
        assert_eq!(office.run_states(running).await, [RunState::Cancelled]);
        for id in [waiting, running] {
            assert_eq!(office.state(id).await, JobState::Cancelled);
            assert!(steer::cancel(&office.db, id, office.now()).await.is_err());
        }
        steer::retry(&office.db, waiting, office.now()).await.unwrap();
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_kind_has_as_many_hands_as_it_says() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        for _ in 0..7 {
            office.enqueue(office.job()).await.unwrap();
        }
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 7);
        assert_eq!((office.work.most_at_once(), office.work.done().len()), (2, 7));
    })
    .await;
}

#[tokio::test]
async fn a_running_worker_is_woken_and_gives_back_what_it_cannot_finish() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        office.work.behave(Behaviour::Hang);
        let (clock, entropy) = (office.clock.clone(), office.entropy.clone());
        let jobs = Jobs::start(office.db.clone(), clock, entropy, office.registry(&[])).await.unwrap();
        let id = office.enqueue(NewJob { max_attempts: 1, ..office.job() }).await.unwrap();
        jobs.wake();
        office.work.begun().await;
        assert_eq!(office.state(id).await, JobState::Running);
        jobs.stop().await;
        assert_eq!(office.state(id).await, JobState::Waiting);
        office.work.behave(Behaviour::Succeed);
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 1);
        assert_eq!(office.run_states(id).await, [RunState::Lost, RunState::Done]);
    })
    .await;
}

#[tokio::test]
async fn what_ended_ninety_days_ago_is_pruned_with_its_runs() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let mut registry = office.registry(&[]);
        prune::add_to(&mut registry, office.db.clone(), office.clock.clone());
        let worker = Worker::new(office.db.clone(), office.clock.clone(), office.entropy.clone(), registry);
        worker.keep_schedules().await.unwrap();
        let mut old = Vec::new();
        for _ in 0..103 {
            old.push(office.enqueue(office.job()).await.unwrap());
        }
        assert_eq!(worker.run_due().await.unwrap(), 103);
        let waiting = office
            .enqueue(NewJob { run_at: UnixMs(office.now().0 + 2 * KEPT_MS), ..office.job() })
            .await
            .unwrap();
        office.clock.advance_ms(1);
        let young = office.enqueue(office.job()).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        office.clock.advance_ms(KEPT_MS);
        // Three months' due times were missed, and one run makes up for them; the other was asked for by a person.
        let asked = steer::run_now(&office.db, ScheduleName::new(PRUNE), office.now()).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 2);
        let left: Vec<_> = office.jobs().await.iter().map(|job| job.id).collect();
        assert_eq!(left[..3], [waiting, young, asked]);
        assert_eq!(left.len(), 4);
        let said = office.runs(asked).await[0].summary.clone().unwrap();
        assert!(said.starts_with("deleted 103 jobs"), "{said}");
        assert!(office.runs(old[0]).await.is_empty() && !office.runs(young).await.is_empty());
    })
    .await;
}

async fn spoil(db: &Db, sql: &'static str, id: JobId) {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    on_engine!(&mut tx, connection => sqlx::query(sql).bind(id.0).execute(connection).await.map(drop))
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_job_that_cannot_be_read_is_given_up_with_the_reason_and_the_others_are_done() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let (first, second) = (office.enqueue(office.job()).await, office.enqueue(office.job()).await);
        let readable = office.enqueue(office.job()).await.unwrap();
        for id in [first.unwrap(), second.unwrap()] {
            spoil(&office.db, "update jobs set attempts = -9 where id = $1", id).await;
        }
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 1);
        assert_eq!(office.work.done(), [readable]);
        let dead = office.find(first.unwrap()).await;
        assert_eq!((dead.state, dead.finished_at), (JobState::Dead, Some(office.now())));
        let why = dead.last_error.unwrap();
        assert!(why.contains("cannot be read") && why.contains("attempts"), "{why}");
        steer::retry(&office.db, first.unwrap(), office.now()).await.unwrap();
        assert_eq!(office.worker(&[]).run_due().await.unwrap(), 1, "a person may have it done after all");
    })
    .await;
}

/// Postgres takes no text for a number.
#[tokio::test]
async fn a_text_in_place_of_a_number_stops_no_other_job() {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(open_sqlite(folder.path()).await, START);
    let mut spoilt = Vec::new();
    for sql in [
        "update jobs set max_attempts = 'many' where id = $1",
        "update jobs set payload = x'ff' where id = $1",
        "update jobs set run_at = 'soon' where id = $1",
    ] {
        let id = office.enqueue(office.job()).await.unwrap();
        spoil(&office.db, sql, id).await;
        spoilt.push(id);
    }
    let readable = office.enqueue(office.job()).await.unwrap();
    let worker = office.worker(&[]);
    assert_eq!(worker.run_due().await.unwrap(), 1);
    assert_eq!(office.work.done(), [readable]);
    spoil(&office.db, "update jobs set run_at = 0 where id = $1", spoilt[2]).await;
    for id in &spoilt[..2] {
        assert_eq!(office.state(*id).await, JobState::Dead);
    }
    // The same of a lease that nobody holds any more.
    let held = lease::claim(&office.db, &KIND, &office.holder(), office.now(), 1).await.unwrap();
    assert_eq!(held[0].lease.job, spoilt[2]);
    spoil(&office.db, "update jobs set max_attempts = 'many' where id = $1", spoilt[2]).await;
    office.clock.advance_ms(LEASE_MS);
    assert_eq!(worker.run_due().await.unwrap(), 0);
    assert_eq!(office.run_states(spoilt[2]).await, [RunState::Lost]);
    assert_eq!(office.state(spoilt[2]).await, JobState::Dead);
}
