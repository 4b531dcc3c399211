select name, kind, payload, cron, time_zone, misfire, next_at from schedules order by name
