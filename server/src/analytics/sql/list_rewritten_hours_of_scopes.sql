-- As list_rewritten_days_of_scopes, of hours.
select h.scope_id, h.day, h.hour, h.currency, h.orders, h.gross
from scopes s
cross join scope_hours h
where s.kind <> 'outlet' and h.scope_id = s.id and h.day = $1
