select id, kind, schedule, state, run_at, attempts, max_attempts, last_error, created_at, finished_at
from jobs
where $1 = '' or state = $1
order by id desc
limit $2
