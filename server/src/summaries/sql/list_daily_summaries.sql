-- Outlets are those that stand in the scope now; each shows its day as a whole. What does not add up is counted here, for the rows
-- of the page alone.
select d.scope_id as outlet_id, o.region_id, s.code, d.currency, d.orders, d.gross, d.tax, d.discount, d.qty, d.returns, d.returned,
    d.returned_tax, d.returned_qty, d.cancelled, d.cancelled_amount, d.refreshed_at, v.verified_at,
    (
        select count(*)
        from customer_days c
        where c.outlet_id = d.scope_id and c.day = d.day and c.currency = d.currency and c.orders > 0
    ) as customers,
    top.qty as top_item_qty, i.code as top_item, i.name as top_item_name
from scopes s
join outlets o on o.outlet_id = s.id
join scope_days d on d.scope_id = s.id and d.day = $2
left join day_checks v on v.day = d.day
left join item_days top on top.scope_id = d.scope_id and top.day = d.day and top.currency = d.currency and top.item_id = (
    select t.item_id
    from item_days t
    join items n on n.id = t.item_id
    where t.scope_id = d.scope_id and t.day = d.day and t.currency = d.currency and t.qty > 0
    order by t.qty desc, n.code
    limit 1
)
left join items i on i.id = top.item_id
where s.kind = 'outlet' and ($1 = 1 or o.outlet_id = $1 or o.region_id = $1 or o.franchise_id = $1)
  and (s.code > $3 or (s.code = $3 and d.currency > $4))
order by s.code, d.currency
limit $5
