update jobs
set state = 'done', locked_by = null, locked_until = null, last_error = null, finished_at = $4
where id = $1 and locked_by = $2 and attempts = $3 and state = 'running'
