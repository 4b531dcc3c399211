-- Of the scope $1, as list_all_customer_days.
select scope_id, day, hour, currency, orders, gross
from scope_hours
where scope_id = $1 and (day, hour, currency) > ($2, $3, $4)
order by day, hour, currency
limit $5
