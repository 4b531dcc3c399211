-- In the order in which they are kept.
select scope_id, day, item_id, currency, qty, amount
from item_days
where scope_id = 1
order by day
