-- The ten items of each currency with the highest amount.
with summed as (
    select item_id, currency, cast(sum(qty) as bigint) as qty, cast(sum(total) as bigint) as amount
    from sold_lines
    where day between $first and $last and not is_cancelled
    group by item_id, currency
), ranked as (
    select c.code, s.currency, s.qty, s.amount,
        row_number() over (partition by s.currency order by s.amount desc, c.code) as place
    from summed s
    join item_codes c on c.item_id = s.item_id
    where s.qty <> 0 or s.amount <> 0
)
select code, currency, qty, amount
from ranked
where place <= 10
order by currency, place
