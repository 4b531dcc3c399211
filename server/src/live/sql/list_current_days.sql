-- Every outlet between two ids with its last event, and with its current day if one has begun. $3: milliseconds before
-- a day begins in which nothing of it can have been recorded.
select
    o.outlet_id,
    o.region_id,
    o.franchise_id,
    s.day,
    s.event_id as started_by,
    coalesce((select max(e.id) from events e where e.outlet_id = o.outlet_id), 0) as revision,
    exists (
        select 1 from events e
        where e.outlet_id = o.outlet_id and e.origin = 'live' and e.id > s.event_id
            and e.kind in ('sale.recorded', 'sale.returned', 'sale.cancelled', 'return.cancelled')
    ) or exists (
        select 1 from sales t where t.outlet_id = o.outlet_id and t.day = s.day and t.event_id > s.event_id
    ) or exists (
        select 1 from returns t where t.outlet_id = o.outlet_id and t.day = s.day and t.event_id > s.event_id
    ) as is_heard,
    exists (
        select 1 from former_memberships f
        where f.outlet_id = o.outlet_id and f.left_at >= s.day * 86400000 - $3
    ) as was_moved
from outlets o
left join day_starts s on s.outlet_id = o.outlet_id
    and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
where o.outlet_id between $1 and $2
