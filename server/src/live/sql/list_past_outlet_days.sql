-- The same of each outlet within the scope, outlet by outlet (the cross join keeps SQLite from walking all days), but for those of a region or franchise that were moved at $3 or later.
select
    t.scope_id as outlet_id, t.day, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty,
    t.returns, t.returned, t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount
from outlets o
cross join scope_days t
where t.scope_id = o.outlet_id and t.day = $2
    and (
        cast($1 as bigint) in (1, o.outlet_id)
        or (
            $1 in (o.region_id, o.franchise_id)
            and not exists (
                select 1 from former_memberships f where f.outlet_id = o.outlet_id and f.left_at >= $3
            )
        )
    )
