-- The first event so many times more.
with recursive numbers(number) as (select 1 union all select number + 1 from numbers where number < $more)
insert into events (kind, outlet_id, at, origin, payload)
select e.kind, e.outlet_id, e.at, e.origin, e.payload
from events e
cross join numbers
where e.id = 1
