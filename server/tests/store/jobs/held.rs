//! Leases last as long as somebody works, and end for everybody else's.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use async_trait::async_trait;
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::jobs::at_work::AtWork;
use server::jobs::lease::{self, LEASE_MS};
use server::jobs::{Handler, JobKind, JobState, Registry, Run, RunState, Worker};
use tokio::sync::Mutex;

use super::{Behaviour, KIND, Office};

const START: &str = "2026-11-20T12:00:00Z";
const STUBBORN: JobKind = JobKind::new("test.stubborn");

/// Keeps its thread busy until it is told to go on.
struct Stubborn(Mutex<Receiver<()>>);

#[async_trait]
impl Handler for Stubborn {
    async fn run(&self, run: Run) -> anyhow::Result<String> {
        run.report("on it");
        self.0.lock().await.recv()?;
        Ok("went on".to_owned())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_handler_that_keeps_its_thread_busy_keeps_its_lease() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let (go_on, told) = channel();
        let mut registry = Registry::default();
        registry.add(STUBBORN, Stubborn(Mutex::new(told)));
        let worker = Worker::new(office.db.clone(), office.clock.clone(), office.entropy.clone(), registry);
        let id = office.enqueue(server::jobs::NewJob { kind: STUBBORN, ..office.job() }).await.unwrap();
        let watching = async {
            while office.state(id).await != JobState::Running {
                tokio::task::yield_now().await;
            }
            office.clock.advance_ms(LEASE_MS / 2);
            // Progress is written with the lease, at the latest with the one after a beat that came before it.
            let mut left = LEASE_MS - 1;
            for look in 1_u32.. {
                if office.runs(id).await[0].summary.as_deref() == Some("on it") {
                    break;
                }
                if look.is_multiple_of(500) {
                    office.clock.advance_ms(LEASE_MS / 2);
                    left = LEASE_MS / 2 - 1;
                }
                tokio::task::yield_now().await;
            }
            office.clock.advance_ms(left);
            let others = lease::reclaim(&office.db, office.now(), &office.entropy, &AtWork::default()).await;
            go_on.send(()).unwrap();
            others.unwrap()
        };
        let (attempts, reclaimed) = tokio::join!(worker.run_due(), watching);
        assert_eq!((attempts.unwrap(), reclaimed), (1, 0));
        assert_eq!(office.run_states(id).await, [RunState::Done]);
    })
    .await;
}

#[tokio::test]
async fn a_worker_whose_machine_slept_goes_on_with_what_it_does() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        office.work.behave(Behaviour::Hang);
        let worker = Arc::new(office.worker(&[]));
        let id = office.enqueue(office.job()).await.unwrap();
        let awake = async {
            office.work.begun().await;
            office.clock.advance_ms(10 * LEASE_MS);
            assert_eq!(worker.run_due().await.unwrap(), 0, "its own lease is not taken back");
            assert_eq!(office.run_states(id).await, [RunState::Running]);
        };
        tokio::select! { _ = worker.run_due() => panic!("the work hangs"), () = awake => {} }
        // It is gone now, with what it did.
        office.clock.advance_ms(10 * LEASE_MS);
        office.worker(&[]).run_due().await.unwrap();
        assert_eq!(office.run_states(id).await, [RunState::Lost]);
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_cannot_be_read_is_given_up_and_the_others_are_taken_back() {
    on_both_engines(async |db| {
        let office = Office::open(db, START);
        let (unreadable, readable) = (office.enqueue(office.job()).await, office.enqueue(office.job()).await);
        let held = lease::claim(&office.db, &KIND, &office.holder(), office.now(), 2).await.unwrap();
        assert_eq!(held.len(), 2);
        let mut tx = office.db.write(Urgency::Foreground).await.unwrap();
        let spoil = "update jobs set locked_by = 'nobody' where id = $1";
        server::db::on_engine!(&mut tx, connection =>
            sqlx::query(spoil).bind(unreadable.unwrap().0).execute(connection).await.map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        office.clock.advance_ms(LEASE_MS);
        let reclaim =
            async || lease::reclaim(&office.db, office.now(), &office.entropy, &AtWork::default()).await;
        assert_eq!(reclaim().await.unwrap(), 2);
        assert_eq!(office.state(readable.unwrap()).await, JobState::Waiting);
        let dead = office.find(unreadable.unwrap()).await;
        assert_eq!(
            (dead.state, dead.last_error.as_deref()),
            (JobState::Dead, Some("its lease could not be read"))
        );
        assert_eq!(office.run_states(dead.id).await, [RunState::Lost]);
        assert_eq!(reclaim().await.unwrap(), 0);
    })
    .await;
}
