select max(day) from scope_days where scope_id = 1 and day between $1 and $2
