-- Several claim at once: each steps over what another is just taking.
with due as materialized (
    select id from jobs where kind = $1 and state = 'waiting' and run_at <= $2 order by run_at, id limit $5
    for update skip locked
)
update jobs
set state = 'running', attempts = attempts + 1, locked_by = $3, locked_until = $4
from due
where jobs.id = due.id
returning jobs.id, kind, schedule, payload, run_at, attempts, max_attempts
