select k.scope_id, k.day, k.item_id, k.currency, k.qty, k.amount
from scopes s
cross join item_days k
where k.scope_id = s.id and k.day between $1 and $2
