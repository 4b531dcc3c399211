//! Jobs that wait: what a worker pays for the next of them.

use anyhow::{Context, Result, ensure};
use app::units::UnixMs;
use rusqlite::named_params;
use server::clock::{Clock as _, SystemClock};
use server::entropy::Entropy;
use server::jobs::{JobKind, Lease, WorkerId, lease, store};

use super::course::{Course, Law};
use super::fresh::Fresh;
use super::slope::median_us;

const JOBS: [usize; 2] = [1_000, 1_000_000];
/// Of a sample, each claimed alone; fewer than the smaller backlog has.
const CLAIMS: usize = 50;
const KIND: JobKind = JobKind::new("bench.wait");

const LAW: Law = Law {
    what: "growth: jobs that are due 1,000 → 1,000,000, claim of the next with its commit",
    unit: "µs",
    bound: 1.2,
};

/// A database in which jobs wait.
struct Backlog {
    fresh: Fresh,
    /// In the order in which they have to be claimed; those that have been are gone.
    next: std::vec::IntoIter<i64>,
}

/// Claims from both backlogs, in the order in which the jobs are due. What was claimed is given back after its sample.
pub(super) async fn run(course: &mut Course) -> Result<()> {
    let claims = CLAIMS * (course.pairs + 1);
    ensure!(claims <= JOBS[0], "the smaller backlog has no {claims} jobs: ask for fewer --pairs");
    let now = UnixMs(SystemClock.now_ms());
    let holder = WorkerId(Entropy::from_machine().uuid());
    let mut backlogs = Vec::new();
    for jobs in JOBS {
        backlogs.push(Backlog::open(course, jobs, now, claims).await?);
    }
    course.measure(&LAW, async |_, size| backlogs[size as usize].claim_us(&holder, now).await).await?;
    for (backlog, jobs) in backlogs.iter().zip(JOBS) {
        backlog.expect_waiting(jobs).await?;
    }
    Ok(())
}

impl Backlog {
    async fn open(course: &Course, jobs: usize, now: UnixMs, claims: usize) -> Result<Self> {
        let fresh = Fresh::open(&course.folder, 0).await?;
        fresh.fill(
            include_str!("sql/fill_jobs.sqlite.sql"),
            named_params! { "$jobs": i64::try_from(jobs)?, "$kind": KIND.as_str(), "$now": now.0 },
            jobs,
        )?;
        let connection = fresh.connect()?;
        let mut statement = connection.prepare(include_str!("sql/list_due_jobs.sqlite.sql"))?;
        let next = statement
            .query_map(named_params! { "$most": i64::try_from(claims)? }, |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?
            .into_iter();
        drop(statement);
        Ok(Self { fresh, next })
    }

    /// The median time of a claim. Errors: when another job is claimed than the one that was due first.
    async fn claim_us(&mut self, holder: &WorkerId, now: UnixMs) -> Result<f64> {
        let (db, mut claimed): (_, Vec<Lease>) = (&self.fresh.db, Vec::new());
        let taken = median_us(CLAIMS, async || {
            let jobs = lease::claim(db, &KIND, holder, now, 1).await?;
            claimed.extend(jobs.into_iter().map(|job| job.lease));
            Ok(())
        })
        .await?;
        let found: Vec<i64> = claimed.iter().map(|lease| lease.job.0).collect();
        let expected: Vec<i64> = self.next.by_ref().take(CLAIMS).collect();
        ensure!(found == expected, "jobs {found:?} were claimed instead of {expected:?}");
        for lease in &claimed {
            // Behind all the others: each is due before this moment.
            lease::give_back(db, lease, now).await?;
        }
        Ok(taken)
    }

    async fn expect_waiting(&self, jobs: usize) -> Result<()> {
        let mut tx = self.fresh.db.read().await?;
        let counts = store::count_jobs(&mut tx).await?;
        tx.rollback().await?;
        let count = counts.first().context("there are no jobs")?;
        let found = (counts.len(), count.waiting, count.running, count.dead);
        ensure!(found == (1, i64::try_from(jobs)?, 0, 0), "of {jobs} jobs there are {count:?}");
        Ok(())
    }
}
