update jobs
set state = 'cancelled', locked_by = null, locked_until = null, finished_at = $2
where id = $1 and state in ('waiting', 'running')
