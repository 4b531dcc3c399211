insert into day_checks (day, verified_at, compared) values ($1, $2, $3)
on conflict (day) do update set verified_at = excluded.verified_at, compared = excluded.compared
