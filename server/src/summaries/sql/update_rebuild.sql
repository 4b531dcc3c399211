update rebuilds
set days_done = $2, days_changed = $3, rows_changed = $4, told_at = $5, finished_at = $6
where id = $1
