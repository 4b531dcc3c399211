-- Items are summed for outlets and for the network; a region's or franchise's are read from its outlets', but for those
-- that were moved at $3 or later. The cross join makes SQLite go from the outlets to their items.
select s.item_id, s.currency, cast(sum(s.qty) as bigint) as qty, cast(sum(s.amount) as bigint) as amount
from (
    select i.item_id, i.currency, i.qty, i.amount from item_days i where i.scope_id = $1 and i.day = $2
    union all
    select i.item_id, i.currency, i.qty, i.amount
    from outlets o
    cross join item_days i
    where i.scope_id = o.outlet_id and i.day = $2 and $1 in (o.region_id, o.franchise_id)
        and not exists (select 1 from former_memberships f where f.outlet_id = o.outlet_id and f.left_at >= $3)
) s
group by s.item_id, s.currency
