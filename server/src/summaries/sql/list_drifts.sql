select day, at, summary, currency, differing, gross_off, healed_at from drifts order by id desc limit $1
