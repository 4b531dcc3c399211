-- Attempts are counted anew by its runs, so that it can be listed and retried.
update jobs
set state = 'dead', locked_by = null, locked_until = null, last_error = $3, finished_at = $2,
    attempts = (select coalesce(max(r.attempt), 0) from runs r where r.job_id = jobs.id),
    max_attempts = (select coalesce(max(r.attempt), 0) from runs r where r.job_id = jobs.id)
where id = $1 and state = 'running'
