select day
from (
    select day from sales where outlet_id = $1 and day between $2 and $3
    union select day from returns where outlet_id = $1 and day between $2 and $3
    union select day from scope_days where scope_id = $1 and day between $2 and $3
    union select day from scope_hours where scope_id = $1 and day between $2 and $3
    union select day from item_days where scope_id = $1 and day between $2 and $3
    union select day from customer_days where outlet_id = $1 and day between $2 and $3
) days
order by day
