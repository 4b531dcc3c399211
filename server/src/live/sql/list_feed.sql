-- Live facts of the whole network between two events, newest first, each recorded since its outlet's current day began: while
-- zones roll over, most of the log may be older than that.
select
    e.id, e.kind, e.outlet_id, e.at, e.origin, e.payload,
    exists (
        select 1 from sales s join cancellations c on c.sale_id = s.id where s.event_id = e.id
        union all
        select 1 from returns r join cancellations c on c.return_id = r.id where r.event_id = e.id
    ) as is_cancelled
from events e
cross join day_starts d
where d.outlet_id = e.outlet_id
    and d.day = (select max(s.day) from day_starts s where s.outlet_id = e.outlet_id)
    and e.id > d.event_id
    and e.origin = 'live' and e.id > $1 and e.id < $2
    and e.kind in ('sale.recorded', 'sale.returned', 'sale.cancelled', 'return.cancelled')
order by e.id desc
limit $3
