update schedules
set kind = $2, payload = $3, cron = $4, time_zone = $5, misfire = $6, next_at = $7
where name = $1
