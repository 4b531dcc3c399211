update runs set summary = $3 where job_id = $1 and attempt = $2 and state = 'running'
