-- What each outlet sold on each day, spread so that the best of them are anywhere.
with recursive days(day) as (select $first union all select day + 1 from days where day < $last)
insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax, returned_qty,
    cancelled, cancelled_amount, refreshed_at)
select o.outlet_id, d.day, $currency, 1 + (o.outlet_id * 31 + d.day) % 400, (o.outlet_id * 7919 + d.day * 104729) % 1000003, 0, 0, 1000,
    0, 0, 0, 0, 0, 0, 0
from outlets o
cross join days d
