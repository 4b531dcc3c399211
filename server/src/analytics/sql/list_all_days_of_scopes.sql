-- Of the scope $1.
select scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax, returned_qty, cancelled,
    cancelled_amount
from scope_days
where scope_id = $1
