//! Due times become jobs, each exactly once.

use futures::future::join_all;
use server::db::Urgency;
use server::db::testing::on_both_engines;
use server::jobs::fire::fire_due;
use server::jobs::{JobState, Misfire, RunState, steer};

use super::{Office, at, schedule};

#[tokio::test]
async fn a_year_of_a_daily_schedule_has_as_many_runs_as_days() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2027-12-31T23:00:00Z");
        let daily = [schedule("daily", "17 3 * * *", "Europe/Berlin", Misfire::RunOnce)];
        let worker = office.worker(&daily);
        worker.keep_schedules().await.unwrap();
        loop {
            let next_at = office.next_at("daily").await;
            if next_at >= at("2028-12-31T23:00:00Z") {
                break;
            }
            office.move_to(next_at);
            assert_eq!(worker.run_due().await.unwrap(), 1, "{next_at}");
        }
        let jobs = office.jobs().await;
        assert_eq!((jobs.len(), office.work.done().len()), (366, 366));
        assert!(jobs.iter().all(|job| job.state == JobState::Done && job.attempts == 1));
    })
    .await;
}

#[tokio::test]
async fn of_several_schedulers_exactly_one_fires_each_due_time() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:59:30Z");
        let hourly = [schedule("hourly", "0 * * * *", "UTC", Misfire::Skip)];
        let others = join_all((0..4).map(|_| office.again())).await;
        join_all(others.iter().map(async |other| other.worker(&hourly).keep_schedules().await.unwrap()))
            .await;
        let registry = office.registry(&hourly);
        for round in 1..=12 {
            office.move_to(office.next_at("hourly").await);
            let fired =
                others.iter().map(async |other| fire_due(&other.db, &registry, other.now()).await.unwrap());
            assert_eq!(join_all(fired).await.iter().sum::<usize>(), 1);
            assert_eq!(office.jobs().await.len(), round);
        }
        // All of them at work as well: each job is done by one.
        let workers: Vec<_> = others.iter().map(|other| other.worker(&hourly)).collect();
        office.move_to(office.next_at("hourly").await);
        let attempts = join_all(workers.iter().map(async |worker| worker.run_due().await.unwrap())).await;
        assert_eq!(attempts.iter().sum::<usize>(), 13, "{attempts:?}");
        for job in office.jobs().await {
            assert_eq!(office.run_states(job.id).await, [RunState::Done]);
        }
        for other in others {
            other.db.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_an_outage_missed_is_made_up_for_once_or_skipped() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:30:00Z");
        let both = [
            schedule("made_up", "0 * * * *", "UTC", Misfire::RunOnce),
            schedule("skipped", "0 * * * *", "UTC", Misfire::Skip),
        ];
        office.worker(&both).keep_schedules().await.unwrap();
        office.move_to(at("2026-11-20T17:30:00Z"));
        // A server that starts again finds what it missed.
        let worker = office.worker(&both);
        worker.keep_schedules().await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        let names = async || -> Vec<String> {
            office.jobs().await.into_iter().map(|job| job.schedule.unwrap().to_string()).collect()
        };
        assert_eq!(names().await, ["made_up"]);
        for name in ["made_up", "skipped"] {
            assert_eq!(office.next_at(name).await, at("2026-11-20T18:00:00Z"));
        }
        // A worker that is late by some seconds has missed nothing.
        office.move_to(at("2026-11-20T18:00:42Z"));
        assert_eq!(worker.run_due().await.unwrap(), 2);
        assert_eq!(names().await, ["made_up", "made_up", "skipped"]);
    })
    .await;
}

#[tokio::test]
async fn half_past_two_is_due_once_on_the_days_when_clocks_change() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-03-28T00:00:00Z");
        let nightly = [schedule("nightly", "30 2 * * *", "Europe/Berlin", Misfire::RunOnce)];
        let worker = office.worker(&nightly);
        worker.keep_schedules().await.unwrap();
        for (begin, days) in [("2026-03-28T00:00:00Z", 3), ("2026-10-24T00:00:00Z", 3)] {
            office.move_to(at(begin));
            // Makes up for the summer between, so that the next due time is of these days.
            worker.run_due().await.unwrap();
            let before = office.jobs().await.len();
            for _ in 0..days * 24 * 4 {
                office.clock.advance_ms(15 * 60_000);
                worker.run_due().await.unwrap();
            }
            assert_eq!(office.jobs().await.len() - before, days, "{begin}");
        }
        let mut started = Vec::new();
        for job in office.jobs().await {
            started.push(office.runs(job.id).await[0].started_at.to_string());
        }
        let expected = [
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-30T00:30:00Z",
            "2026-10-24T00:00:00Z",
            "2026-10-24T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-26T01:30:00Z",
        ];
        assert_eq!(started, expected);
    })
    .await;
}

#[tokio::test]
async fn a_schedule_follows_the_program_and_keeps_its_due_time_while_its_timetable_is_the_same() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:30:00Z");
        let keep = async |cron: &str, misfire| {
            let schedules = [schedule("some", cron, "UTC", misfire)];
            office.worker(&schedules).keep_schedules().await.unwrap();
            office.next_at("some").await.to_string()
        };
        assert_eq!(keep("0 * * * *", Misfire::Skip).await, "2026-11-20T12:00:00Z");
        office.move_to(at("2026-11-20T14:10:00Z"));
        assert_eq!(keep("0 * * * *", Misfire::RunOnce).await, "2026-11-20T12:00:00Z");
        assert_eq!(keep("45 * * * *", Misfire::RunOnce).await, "2026-11-20T14:45:00Z");
    })
    .await;
}

#[tokio::test]
async fn a_person_can_have_a_schedules_job_done_beside_its_due_times() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:30:00Z");
        let hourly = [schedule("hourly", "0 * * * *", "UTC", Misfire::RunOnce)];
        let worker = office.worker(&hourly);
        worker.keep_schedules().await.unwrap();
        let id = steer::run_now(&office.db, hourly[0].name.clone(), office.now()).await.unwrap();
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(office.work.done(), [id]);
        assert_eq!(office.next_at("hourly").await, at("2026-11-20T12:00:00Z"));
        let unknown =
            steer::run_now(&office.db, server::jobs::ScheduleName::new("other"), office.now()).await;
        assert!(unknown.unwrap_err().to_string().contains("hourly"));
    })
    .await;
}

#[tokio::test]
async fn a_schedule_that_the_program_no_longer_has_rests() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:30:00Z");
        let kept = schedule("kept", "0 * * * *", "UTC", Misfire::RunOnce);
        let dropped = schedule("dropped", "0 * * * *", "UTC", Misfire::RunOnce);
        office.worker(&[kept.clone(), dropped.clone()]).keep_schedules().await.unwrap();
        let worker = office.worker(std::slice::from_ref(&kept));
        worker.keep_schedules().await.unwrap();
        office.move_to(at("2026-11-20T12:00:00Z"));
        assert_eq!(worker.run_due().await.unwrap(), 1);
        assert_eq!(office.jobs().await[0].schedule, Some(kept.name.clone()));
        // An older version that still runs beside this one goes on as before.
        assert_eq!(office.worker(&[kept, dropped]).run_due().await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_schedule_that_cannot_be_fired_keeps_no_other_from_it() {
    on_both_engines(async |db| {
        let office = Office::open(db, "2026-11-20T11:30:00Z");
        let stuck = schedule("a_stuck", "0 * * * *", "UTC", Misfire::RunOnce);
        let both = [stuck.clone(), schedule("free", "0 * * * *", "UTC", Misfire::RunOnce)];
        office.worker(&both).keep_schedules().await.unwrap();
        steer::run_now(&office.db, stuck.name, office.now()).await.unwrap();
        // From now on no second job of it can be added.
        let sql = "create unique index stuck on jobs (schedule) where schedule = 'a_stuck'";
        let mut tx = office.db.write(Urgency::Foreground).await.unwrap();
        server::db::on_engine!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(drop))
            .unwrap();
        tx.commit().await.unwrap();
        office.move_to(at("2026-11-20T12:00:00Z"));
        assert_eq!(fire_due(&office.db, &office.registry(&both), office.now()).await.unwrap(), 1);
        assert_eq!(office.next_at("free").await, at("2026-11-20T13:00:00Z"));
        assert_eq!(office.next_at("a_stuck").await, at("2026-11-20T12:00:00Z"), "it is due until it can be");
    })
    .await;
}
