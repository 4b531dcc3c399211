insert into schedules (name, kind, payload, cron, time_zone, misfire, next_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (name) do nothing
