insert into jobs (kind, dedupe_key, schedule, payload, state, run_at, attempts, max_attempts, created_at)
values ($1, $2, $3, $4, 'waiting', $5, 0, $6, $7)
on conflict (dedupe_key) do nothing
returning id
