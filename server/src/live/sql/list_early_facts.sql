-- Live facts of the current day that were recorded before it began.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    join day_starts s on s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
    where o.outlet_id between $1 and $2
)
select s.outlet_id, s.event_id
from current c
join sales s on s.outlet_id = c.outlet_id and s.day = c.day and s.event_id < c.event_id
where s.origin = 'live'
union all
select r.outlet_id, r.event_id
from current c
join returns r on r.outlet_id = c.outlet_id and r.day = c.day and r.event_id < c.event_id
where r.origin = 'live'
union all
select s.outlet_id, x.event_id
from current c
join sales s on s.outlet_id = c.outlet_id and s.day = c.day
join cancellations x on x.sale_id = s.id and x.event_id < c.event_id
union all
select r.outlet_id, x.event_id
from current c
join returns r on r.outlet_id = c.outlet_id and r.day = c.day
join cancellations x on x.return_id = r.id and x.event_id < c.event_id
