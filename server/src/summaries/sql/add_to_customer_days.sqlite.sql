-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into customer_days (outlet_id, day, customer_id, currency, orders, gross)
values ($1, $2, $3, $4, $5, $6)
on conflict (outlet_id, day, customer_id, currency) do update set
    orders = customer_days.orders + excluded.orders,
    gross = customer_days.gross + excluded.gross
