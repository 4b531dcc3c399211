-- Whoever claims holds the only right to write: there is no row of another to step over.
update jobs
set state = 'running', attempts = attempts + 1, locked_by = $3, locked_until = $4
where id in (select id from jobs where kind = $1 and state = 'waiting' and run_at <= $2 order by run_at, id limit $5)
returning id, kind, schedule, payload, run_at, attempts, max_attempts
