-- As rank_items, by the category that an item has now. The network has rows of its own.
with holders as (
    select cast($1 as bigint) as scope_id
    where cast($1 as bigint) = 1
    union all
    select o.outlet_id
    from outlets o
    where cast($1 as bigint) in (o.outlet_id, o.region_id, o.franchise_id)
), sold as (
    select d.item_id, d.currency, sum(d.qty) as qty, sum(d.amount) as amount
    from holders h
    cross join item_days d
    where d.scope_id = h.scope_id and d.day between $2 and $3
    group by d.item_id, d.currency
    having sum(d.qty) <> 0 or sum(d.amount) <> 0
)
select i.category, s.currency, count(*) as items, cast(sum(s.qty) as bigint) as qty, cast(sum(s.amount) as bigint) as amount
from sold s
join items i on i.id = s.item_id
group by i.category, s.currency
order by s.currency, sum(s.amount) desc, i.category
