-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into day_starts (outlet_id, day, event_id)
values ($1, $2, $3)
