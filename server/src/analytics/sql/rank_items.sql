-- What was sold in a scope ($1) from $2 to $3, the $4 items of each currency with the highest amount.
with holders as (
    select o.outlet_id as scope_id
    from outlets o
    where cast($1 as bigint) in (o.outlet_id, o.region_id, o.franchise_id)
), sold as (
    select d.item_id, d.currency, cast(sum(d.qty) as bigint) as qty, cast(sum(d.amount) as bigint) as amount
    from holders h
    cross join item_days d
    where d.scope_id = h.scope_id and d.day between $2 and $3
    group by d.item_id, d.currency
    having sum(d.qty) <> 0 or sum(d.amount) <> 0
), ranked as (
    select i.code, i.name, i.category, s.currency, s.qty, s.amount,
        row_number() over (partition by s.currency order by s.amount desc, i.code) as place
    from sold s
    join items i on i.id = s.item_id
)
select code, name, category, currency, qty, amount
from ranked
where place <= $4
order by currency, place
