-- $1: the scope; $2 and $3: the first and the last day.
select day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax, returned_qty, cancelled, cancelled_amount
from scope_days
where scope_id = $1 and day between $2 and $3
order by day, currency
