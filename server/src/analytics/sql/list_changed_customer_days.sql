-- As list_changed_scope_days, of the customers alone that the sales are to.
with touched as (
    select outlet_id, day, customer_id from sales where event_id > $1 and event_id <= $2 and customer_id is not null
    union
    select s.outlet_id, s.day, s.customer_id
    from cancellations c
    join sales s on s.id = c.sale_id
    where c.event_id > $1 and c.event_id <= $2 and s.customer_id is not null
)
select d.outlet_id, d.day, d.customer_id, d.currency, d.orders, d.gross
from touched t
cross join customer_days d
where d.outlet_id = t.outlet_id and d.day = t.day and d.customer_id = t.customer_id
