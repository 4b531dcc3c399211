update jobs
set state = 'waiting', locked_by = null, locked_until = null, run_at = $4, last_error = coalesce($5, last_error), max_attempts = max_attempts + $6
where id = $1 and locked_by = $2 and attempts = $3 and state = 'running'
