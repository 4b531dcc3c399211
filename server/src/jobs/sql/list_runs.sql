select id, job_id, attempt, state, started_at, finished_at, error, summary from runs where job_id = $1 order by attempt
