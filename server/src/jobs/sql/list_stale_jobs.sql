select id, kind, attempts, max_attempts, locked_by
from jobs
where state = 'running' and locked_until <= $1
order by locked_until
limit $2
