update outlets
set region_id = $2, franchise_id = $3, time_zone = $4, currency = $5, country = $6, cutoff_min = $7, opening_hours = $8,
    is_open = $9
where outlet_id = $1
