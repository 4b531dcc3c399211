update jobs
set state = 'dead', locked_by = null, locked_until = null, last_error = $3, finished_at = $2
where id = $1 and state = 'running' and locked_until <= $2
