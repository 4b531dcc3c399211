-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned,
    returned_tax, returned_qty, cancelled, cancelled_amount, refreshed_at)
select *, $15::bigint from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
    $14::bigint[])
on conflict (scope_id, day, currency) do update set
    orders = scope_days.orders + excluded.orders,
    gross = scope_days.gross + excluded.gross,
    tax = scope_days.tax + excluded.tax,
    discount = scope_days.discount + excluded.discount,
    qty = scope_days.qty + excluded.qty,
    returns = scope_days.returns + excluded.returns,
    returned = scope_days.returned + excluded.returned,
    returned_tax = scope_days.returned_tax + excluded.returned_tax,
    returned_qty = scope_days.returned_qty + excluded.returned_qty,
    cancelled = scope_days.cancelled + excluded.cancelled,
    cancelled_amount = scope_days.cancelled_amount + excluded.cancelled_amount,
    refreshed_at = excluded.refreshed_at
