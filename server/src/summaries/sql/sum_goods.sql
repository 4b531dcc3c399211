-- What was sold of an item (the code $4 or '') or a category (the name $5 or '') in a scope ($1) from $2 to $3, by the outlets that
-- stand in it now and the category that an item has now, as rank_items has it. The network has rows of its own.
with holders as (
    select cast($1 as bigint) as scope_id
    where cast($1 as bigint) = 1
    union all
    select o.outlet_id
    from outlets o
    where cast($1 as bigint) in (o.outlet_id, o.region_id, o.franchise_id)
), goods as (
    select i.id from items i where ($4 <> '' and i.code = $4) or ($5 <> '' and i.category = $5)
)
select d.currency, cast(sum(d.qty) as bigint) as qty, cast(sum(d.amount) as bigint) as amount
from holders h
cross join item_days d
where d.scope_id = h.scope_id and d.day between $2 and $3 and d.item_id in (select id from goods)
group by d.currency
having sum(d.qty) <> 0 or sum(d.amount) <> 0
order by d.currency
