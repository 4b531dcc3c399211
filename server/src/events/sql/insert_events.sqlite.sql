-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into events (id, kind, outlet_id, at, origin, payload) values ($1, $2, $3, $4, $5, $6)
