-- The ten outlets of each currency with the highest gross.
with summed as (
    select outlet_id, currency, count(*) as orders, cast(sum(total) as bigint) as gross
    from sold
    where day between $first and $last and not is_cancelled
    group by outlet_id, currency
), ranked as (
    select s.outlet_id, s.currency, s.orders, s.gross,
        row_number() over (partition by s.currency order by s.gross desc, c.code) as place
    from summed s
    join outlet_codes c on c.outlet_id = s.outlet_id
)
select outlet_id, currency, orders, gross
from ranked
where place <= 10
order by currency, place
