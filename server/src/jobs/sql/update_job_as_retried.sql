update jobs
set state = 'waiting', run_at = $2, max_attempts = attempts + $3, finished_at = null
where id = $1 and state in ('dead', 'cancelled')
