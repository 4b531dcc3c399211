-- The current day of each outlet, and the seven before it. Cross joins as in list_newest_sales.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    cross join day_starts s
    where o.outlet_id between $1 and $2 and s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
)
select
    t.scope_id as outlet_id, t.day, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty,
    t.returns, t.returned, t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount
from current c
cross join scope_days t
where t.scope_id = c.outlet_id and t.day between c.day - 7 and c.day
