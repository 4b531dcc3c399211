insert into runs (job_id, attempt, state, started_at) values ($1, $2, 'running', $3)
