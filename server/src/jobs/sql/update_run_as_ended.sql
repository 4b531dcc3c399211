update runs
set state = $3, finished_at = $4, error = $5, summary = coalesce($6, summary)
where job_id = $1 and attempt = $2 and state = 'running'
