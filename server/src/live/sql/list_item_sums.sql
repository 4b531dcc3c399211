-- Cross joins as in list_newest_sales.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    cross join day_starts s
    where o.outlet_id between $1 and $2 and s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
)
select i.scope_id as outlet_id, i.item_id, i.currency, i.qty, i.amount
from current c
cross join item_days i
where i.scope_id = c.outlet_id and i.day = c.day
