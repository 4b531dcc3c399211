select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(gross) as bigint) as gross
from scope_hours
where scope_id = $1 and day between $2 and $3 and hour = $4
group by currency
