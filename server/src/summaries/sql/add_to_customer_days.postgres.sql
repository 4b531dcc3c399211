-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into customer_days (outlet_id, day, customer_id, currency, orders, gross)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[])
on conflict (outlet_id, day, customer_id, currency) do update set
    orders = customer_days.orders + excluded.orders,
    gross = customer_days.gross + excluded.gross
