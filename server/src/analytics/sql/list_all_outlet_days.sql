-- In the order in which they are kept.
select d.scope_id, d.day, d.currency, d.orders, d.gross
from outlets o
cross join scope_days d
where d.scope_id = o.outlet_id
order by o.outlet_id, d.day
