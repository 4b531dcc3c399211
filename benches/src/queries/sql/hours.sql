-- The hours of all Mondays (0), Tuesdays …; day 0 was a Thursday.
select (day + 3) % 7 as weekday, hour, currency, count(*) as orders, cast(sum(total) as bigint) as gross
from sold
where day between $first and $last and not is_cancelled
group by (day + 3) % 7, hour, currency
order by currency, weekday, hour
