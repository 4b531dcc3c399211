select from_day, to_day, is_dry_run, started_at, told_at, finished_at, days_total, days_done, rows_changed
from rebuilds
order by id desc
limit $1
