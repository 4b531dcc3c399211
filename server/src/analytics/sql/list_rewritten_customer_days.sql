-- The day $1 of every outlet.
select d.outlet_id, d.day, d.customer_id, d.currency, d.orders, d.gross
from outlets o
cross join customer_days d
where d.outlet_id = o.outlet_id and d.day = $1
