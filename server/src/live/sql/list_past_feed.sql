-- The newest facts of a day, $3 at most, within the scope they were recorded in, whichever way they came in. A cancellation
-- belongs to the day of what it cancels; a fact is late if a later day of its outlet had begun. The cross joins make SQLite
-- walk the outlets first and find the day of each by index. Each kind is cut by itself before its events are read.
select
    e.id, e.kind, e.outlet_id, e.at, e.origin, e.payload, f.is_cancelled,
    exists (
        select 1 from day_starts d where d.outlet_id = e.outlet_id and d.day > $2 and d.event_id < e.id
    ) as is_late
from (
    select * from (
        select s.event_id, c.id is not null as is_cancelled
        from outlets o
        cross join sales s
        left join cancellations c on c.sale_id = s.id
        where s.outlet_id = o.outlet_id and s.day = $2
            and cast($1 as bigint) in (1, s.outlet_id, s.region_id, s.franchise_id)
        order by s.event_id desc
        limit $3
    ) as sold
    union all
    select * from (
        select r.event_id, c.id is not null
        from outlets o
        cross join returns r
        left join cancellations c on c.return_id = r.id
        where r.outlet_id = o.outlet_id and r.day = $2
            and cast($1 as bigint) in (1, r.outlet_id, r.region_id, r.franchise_id)
        order by r.event_id desc
        limit $3
    ) as returned
    union all
    select * from (
        select c.event_id, false
        from outlets o
        cross join sales s
        join cancellations c on c.sale_id = s.id
        where s.outlet_id = o.outlet_id and s.day = $2
            and cast($1 as bigint) in (1, s.outlet_id, s.region_id, s.franchise_id)
        order by c.event_id desc
        limit $3
    ) as cancelled_sales
    union all
    select * from (
        select c.event_id, false
        from outlets o
        cross join returns r
        join cancellations c on c.return_id = r.id
        where r.outlet_id = o.outlet_id and r.day = $2
            and cast($1 as bigint) in (1, r.outlet_id, r.region_id, r.franchise_id)
        order by c.event_id desc
        limit $3
    ) as cancelled_returns
) f
join events e on e.id = f.event_id
order by e.id desc
limit $3
