-- Outlets are those that stand in the scope now; each shows its days as a whole. The cross join keeps SQLite from walking all days.
-- What does not add up is counted for the rows of the page alone.
select d.outlet_id, d.code, d.day, d.currency, d.orders, d.gross, d.tax, d.discount, d.qty, d.returns, d.returned, d.returned_tax,
    d.returned_qty, d.cancelled, d.cancelled_amount, d.refreshed_at, v.verified_at,
    (
        select count(*)
        from customer_days c
        where c.outlet_id = d.outlet_id and c.day = d.day and c.currency = d.currency and c.orders > 0
    ) as customers,
    top.qty as top_item_qty, i.code as top_item, i.name as top_item_name
from (
    select t.scope_id as outlet_id, s.code, t.day, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty, t.returns, t.returned,
        t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount, t.refreshed_at
    from outlets o
    cross join scope_days t
    join scopes s on s.id = o.outlet_id
    where t.scope_id = o.outlet_id and t.day between $2 and $3
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
        and (t.day < $4 or (t.day = $4 and (s.code > $5 or (s.code = $5 and t.currency > $6))))
    order by t.day desc, s.code, t.currency
    limit $7
) d
left join day_checks v on v.day = d.day
left join item_days top on top.scope_id = d.outlet_id and top.day = d.day and top.currency = d.currency and top.item_id = (
    select t.item_id
    from item_days t
    join items n on n.id = t.item_id
    where t.scope_id = d.outlet_id and t.day = d.day and t.currency = d.currency and t.qty > 0
    order by t.qty desc, n.code
    limit 1
)
left join items i on i.id = top.item_id
order by d.day desc, d.code, d.currency
