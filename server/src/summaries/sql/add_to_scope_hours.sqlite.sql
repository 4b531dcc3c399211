-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into scope_hours (scope_id, day, hour, currency, orders, gross)
values ($1, $2, $3, $4, $5, $6)
on conflict (scope_id, day, hour, currency) do update set
    orders = scope_hours.orders + excluded.orders,
    gross = scope_hours.gross + excluded.gross
