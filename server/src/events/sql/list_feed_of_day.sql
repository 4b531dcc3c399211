select e.id, e.kind, e.outlet_id, e.at, e.origin, e.payload
from (
    select s.event_id from sales s where s.outlet_id = $1 and s.day = $2
    union all
    select r.event_id from returns r where r.outlet_id = $1 and r.day = $2
    union all
    select c.event_id from cancellations c join sales s on s.id = c.sale_id where s.outlet_id = $1 and s.day = $2
    union all
    select c.event_id from cancellations c join returns r on r.id = c.return_id where r.outlet_id = $1 and r.day = $2
) f
join events e on e.id = f.event_id
order by e.id desc
limit $3
