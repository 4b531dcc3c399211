-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into item_days (scope_id, day, item_id, currency, qty, amount)
values ($1, $2, $3, $4, $5, $6)
on conflict (scope_id, day, item_id, currency) do update set
    qty = item_days.qty + excluded.qty,
    amount = item_days.amount + excluded.amount
