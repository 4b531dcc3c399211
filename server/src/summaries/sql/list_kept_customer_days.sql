select k.outlet_id, k.day, k.customer_id, k.currency, k.orders, k.gross
from outlets s
cross join customer_days k
where k.outlet_id = s.outlet_id and k.day between $1 and $2
