update runs set state = 'cancelled', finished_at = $2 where job_id = $1 and state = 'running'
