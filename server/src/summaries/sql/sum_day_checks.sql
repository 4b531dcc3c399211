select count(*), cast(coalesce(sum(compared), 0) as bigint), min(verified_at), max(verified_at) from day_checks
