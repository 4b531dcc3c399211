-- The current day of each outlet, and the seven before it.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    join day_starts s on s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
    where o.outlet_id between $1 and $2
)
select
    t.scope_id as outlet_id, t.day, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty,
    t.returns, t.returned, t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount
from current c
join scope_days t on t.scope_id = c.outlet_id and t.day between c.day - 7 and c.day
