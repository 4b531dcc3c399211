-- The summaries of every outlet and day that a sale or a cancellation after the event $1 up to $2 is of.
with touched as (
    select outlet_id, day from sales where event_id > $1 and event_id <= $2
    union
    select s.outlet_id, s.day
    from cancellations c
    join sales s on s.id = c.sale_id
    where c.event_id > $1 and c.event_id <= $2
)
select d.scope_id, d.day, d.currency, d.orders, d.gross
from touched t
cross join scope_days d
where d.scope_id = t.outlet_id and d.day = t.day
