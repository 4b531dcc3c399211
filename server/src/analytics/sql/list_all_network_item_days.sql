-- As list_all_customer_days; $1 is the network.
select scope_id, day, item_id, currency, qty, amount
from item_days
where scope_id = $1 and (day, item_id, currency) > ($2, $3, $4)
order by day, item_id, currency
limit $5
