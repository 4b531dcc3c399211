-- The day $1 of every outlet.
select d.scope_id, d.day, d.currency, d.orders, d.gross
from outlets o
cross join scope_days d
where d.scope_id = o.outlet_id and d.day = $1
