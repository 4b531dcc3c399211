-- In the order in which they are kept.
select outlet_id, day, customer_id, currency, orders, gross
from customer_days
order by outlet_id, day
