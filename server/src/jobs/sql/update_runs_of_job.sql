update runs set state = $2, finished_at = $3, error = $4 where job_id = $1 and state = 'running'
