-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into items (id, code, name, category, needs_review)
values ($1, $2, $3, $4, $5)
