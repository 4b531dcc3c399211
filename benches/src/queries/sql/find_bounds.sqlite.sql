select min(day), max(day) from scope_days where scope_id = 1
