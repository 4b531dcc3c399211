-- Those behind ($1, $2, $3, $4), at most $5.
select outlet_id, day, customer_id, currency, orders, gross
from customer_days
where (outlet_id, day, customer_id, currency) > ($1, $2, $3, $4)
order by outlet_id, day, customer_id, currency
limit $5
