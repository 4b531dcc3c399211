-- A till whose clock is ahead does not make the picture fresher than the moment of recording. The cross joins make SQLite
-- go from each outlet to its day, and not through every day there was.
with current as (
    select s.outlet_id, s.day, s.event_id
    from outlets o
    cross join day_starts s
    where o.outlet_id between $1 and $2 and s.outlet_id = o.outlet_id
        and s.day = (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id)
)
select
    s.outlet_id,
    max(case when s.sold_at < s.recorded_at then s.sold_at else s.recorded_at end) as newest_at
from current c
cross join sales s
where s.outlet_id = c.outlet_id and s.day = c.day
group by s.outlet_id
