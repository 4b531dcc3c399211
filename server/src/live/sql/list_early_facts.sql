-- Live facts of the current day that were recorded before it began. Cross joins as in list_newest_sales.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    cross join day_starts s
    where o.outlet_id between $1 and $2 and s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
)
select s.outlet_id, s.event_id
from current c
cross join sales s
where s.outlet_id = c.outlet_id and s.day = c.day and s.event_id < c.event_id and s.origin = 'live'
union all
select r.outlet_id, r.event_id
from current c
cross join returns r
where r.outlet_id = c.outlet_id and r.day = c.day and r.event_id < c.event_id and r.origin = 'live'
union all
select s.outlet_id, x.event_id
from current c
cross join sales s
cross join cancellations x
cross join events e
where s.outlet_id = c.outlet_id and s.day = c.day and x.sale_id = s.id and x.event_id < c.event_id
    and e.id = x.event_id and e.origin = 'live'
union all
select r.outlet_id, x.event_id
from current c
cross join returns r
cross join cancellations x
cross join events e
where r.outlet_id = c.outlet_id and r.day = c.day and x.return_id = r.id and x.event_id < c.event_id
    and e.id = x.event_id and e.origin = 'live'
