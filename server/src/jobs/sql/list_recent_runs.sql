select r.id, r.job_id, r.attempt, r.state, r.started_at, r.finished_at, r.error, r.summary, j.kind
from runs r
join jobs j on j.id = r.job_id
order by r.id desc
limit $1
