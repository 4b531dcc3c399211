-- As list_changed_scope_days, of customers.
with touched as (
    select outlet_id, day from sales where event_id > $1
    union
    select s.outlet_id, s.day from cancellations c join sales s on s.id = c.sale_id where c.event_id > $1
)
select d.outlet_id, d.day, d.customer_id, d.currency, d.orders, d.gross
from touched t
cross join customer_days d
where d.outlet_id = t.outlet_id and d.day = t.day
order by d.outlet_id, d.day
