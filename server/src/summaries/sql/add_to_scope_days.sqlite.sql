-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned,
    returned_tax, returned_qty, cancelled, cancelled_amount, refreshed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
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
