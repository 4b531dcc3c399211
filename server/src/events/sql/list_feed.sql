select id, kind, outlet_id, at, origin, payload
from events
where outlet_id = $1 and origin = 'live'
    and kind in ('sale.recorded', 'sale.returned', 'sale.cancelled', 'return.cancelled')
order by id desc
limit $2
