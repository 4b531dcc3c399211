-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into return_tenders (return_id, position, kind, currency, amount, change, rate)
values ($1, $2, $3, $4, $5, $6, $7)
