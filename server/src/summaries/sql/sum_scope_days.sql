select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(returns) as bigint) as returns,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(gross) as bigint) as gross,
    cast(sum(returned) as bigint) as returned
from scope_days
where scope_id = $1 and day between $2 and $3
group by currency
