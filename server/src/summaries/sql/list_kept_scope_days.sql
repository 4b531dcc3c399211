select k.scope_id, k.day, k.currency, k.orders, k.gross, k.tax, k.discount, k.qty, k.returns, k.returned, k.returned_tax,
    k.returned_qty, k.cancelled, k.cancelled_amount, k.refreshed_at
from scopes s
cross join scope_days k
where k.scope_id = s.id and k.day between $1 and $2
