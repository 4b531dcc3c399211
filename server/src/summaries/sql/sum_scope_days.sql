-- $1: the scope; $2, $3: days; $4: a weekday (0 is Monday; day 0 was a Thursday) or -1.
select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(returns) as bigint) as returns,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(gross) as bigint) as gross,
    cast(sum(returned) as bigint) as returned
from scope_days
where scope_id = $1 and day between $2 and $3 and cast($4 as bigint) in (-1, (day + 3) % 7)
group by currency
