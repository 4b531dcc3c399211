-- The bars of the day, and of the same weekday a week before.
select h.scope_id as outlet_id, h.day, h.hour, h.currency, h.orders, h.gross
from scope_hours h
where h.scope_id = $1 and h.day in ($2, cast($2 as bigint) - 7)
