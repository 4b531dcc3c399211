-- A till whose clock is ahead does not make the picture fresher than the moment of recording.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    join day_starts s on s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
    where o.outlet_id between $1 and $2
)
select
    s.outlet_id,
    max(case when s.sold_at < s.recorded_at then s.sold_at else s.recorded_at end) as newest_at
from current c
join sales s on s.outlet_id = c.outlet_id and s.day = c.day
group by s.outlet_id
