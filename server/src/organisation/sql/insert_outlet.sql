insert into outlets (outlet_id, region_id, franchise_id, time_zone, currency, country, cutoff_min, opening_hours, is_open)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
