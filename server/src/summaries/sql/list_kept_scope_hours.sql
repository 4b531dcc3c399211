select k.scope_id, k.day, k.hour, k.currency, k.orders, k.gross
from scopes s
cross join scope_hours k
where k.scope_id = s.id and k.day between $1 and $2
