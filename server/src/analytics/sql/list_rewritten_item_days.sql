-- The day $1 of the network.
select scope_id, day, item_id, currency, qty, amount
from item_days
where scope_id = 1 and day = $1
