-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into item_days (scope_id, day, item_id, currency, qty, amount)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[])
on conflict (scope_id, day, item_id, currency) do update set
    qty = item_days.qty + excluded.qty,
    amount = item_days.amount + excluded.amount
