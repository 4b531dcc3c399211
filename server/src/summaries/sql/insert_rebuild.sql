insert into rebuilds (from_day, to_day, outlet_id, is_dry_run, started_at, told_at, days_total, days_done, days_changed, rows_changed)
values ($1, $2, $3, $4, $5, $5, $6, 0, 0, 0)
returning id
