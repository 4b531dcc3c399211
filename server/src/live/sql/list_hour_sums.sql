-- The bars of each outlet's current day, and of the same weekday a week before. Cross joins as in list_newest_sales.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    cross join day_starts s
    where o.outlet_id between $1 and $2 and s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
)
select h.scope_id as outlet_id, h.day, h.hour, h.currency, h.orders, h.gross
from current c
cross join scope_hours h
where h.scope_id = c.outlet_id and h.day in (c.day, c.day - 7)
