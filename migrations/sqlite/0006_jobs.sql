-- Work that is done after the transaction that asked for it, and what asks for work by the clock. Instants are Unix ms.

-- Ids are never given twice, so that whoever receives a job's effects can drop repeats by them.
create table jobs (
    id           integer primary key autoincrement,
    kind         text not null,
    -- What two requests for the same work have in common; null where each request counts.
    dedupe_key   text unique,
    -- The schedule that asked for it, if one did.
    schedule     text,
    -- JSON that only the kind's handler reads.
    payload      text not null,
    state        text not null check (state in ('waiting', 'running', 'done', 'dead', 'cancelled')),
    -- Not before this.
    run_at       bigint not null,
    -- Runs begun so far. Together with `locked_by` it tells one lease from every other.
    attempts     bigint not null,
    max_attempts bigint not null,
    locked_by    text,
    locked_until bigint,
    last_error   text,
    created_at   bigint not null,
    finished_at  bigint
);

-- Claiming reads the head of what is due of one kind, however many jobs are done or yet to come.
create index waiting_jobs on jobs (kind, run_at, id) where state = 'waiting';
create index running_jobs on jobs (locked_until) where state = 'running';
create index finished_jobs on jobs (finished_at) where finished_at is not null;

-- Every attempt at a job, with its outcome.
create table runs (
    id          integer primary key autoincrement,
    job_id      bigint not null references jobs (id) on delete cascade,
    attempt     bigint not null,
    state       text not null check (state in ('running', 'done', 'failed', 'lost', 'cancelled')),
    started_at  bigint not null,
    finished_at bigint,
    error       text,
    -- How far it has come, then what it did; for people.
    summary     text,
    unique (job_id, attempt)
);

-- A job may be attempted again, never done twice.
create unique index done_runs on runs (job_id) where state = 'done';

create table schedules (
    name      text primary key,
    kind      text not null,
    payload   text not null,
    cron      text not null,
    time_zone text not null,
    misfire   text not null check (misfire in ('run_once', 'skip')),
    -- When it is due next; null when never again. Moved on by whoever fires it, in the transaction of the job.
    next_at   bigint
) without rowid;
