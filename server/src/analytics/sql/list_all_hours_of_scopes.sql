-- Of the network, the regions and the franchises, in the order in which they are kept.
select h.scope_id, h.day, h.hour, h.currency, h.orders, h.gross
from scopes s
cross join scope_hours h
where s.kind <> 'outlet' and h.scope_id = s.id
order by s.id, h.day, h.currency, h.hour
