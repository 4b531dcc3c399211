select event_id from day_starts where outlet_id = $1 and day = $2
