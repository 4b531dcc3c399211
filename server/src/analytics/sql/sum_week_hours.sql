-- The hours of all Mondays (0), Tuesdays … of a scope; day 0 was a Thursday.
select (day + 3) % 7 as weekday, hour, currency, cast(sum(orders) as bigint) as orders, cast(sum(gross) as bigint) as gross
from scope_hours
where scope_id = $1 and day between $2 and $3
group by (day + 3) % 7, hour, currency
having sum(orders) <> 0 or sum(gross) <> 0
order by currency, weekday, hour
