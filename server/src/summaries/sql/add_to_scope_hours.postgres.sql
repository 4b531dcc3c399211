-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into scope_hours (scope_id, day, hour, currency, orders, gross)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[])
on conflict (scope_id, day, hour, currency) do update set
    orders = scope_hours.orders + excluded.orders,
    gross = scope_hours.gross + excluded.gross
