-- As sum_scope_days; $4: the hour, $5: the weekday or -1.
select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(gross) as bigint) as gross
from scope_hours
where scope_id = $1 and day between $2 and $3 and hour = $4 and cast($5 as bigint) in (-1, (day + 3) % 7)
group by currency
