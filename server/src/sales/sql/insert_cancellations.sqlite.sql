-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into cancellations (sale_id, return_id, reason, cancelled_at, event_id)
values ($1, $2, $3, $4, $5)
