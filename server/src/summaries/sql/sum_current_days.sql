-- As sum_scope_days, of the current day of each outlet. $1: the scope; $2, $3: the days at which its outlets stand; $4: a weekday or -1.
-- An outlet that was ever moved belongs to a region or franchise by its entries alone, so those are read themselves. The cross
-- joins make SQLite go from each outlet to its day.
with current as materialized (
    select o.outlet_id, o.region_id, o.franchise_id, d.day,
        exists (select 1 from former_memberships f where f.outlet_id = o.outlet_id) as was_moved
    from outlets o
    cross join day_starts d
    where d.outlet_id = o.outlet_id and d.day between $2 and $3
        and d.day = (select max(l.day) from day_starts l where l.outlet_id = o.outlet_id)
        and cast($4 as bigint) in (-1, (d.day + 3) % 7)
)
select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(returns) as bigint) as returns,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(gross) as bigint) as gross,
    cast(sum(returned) as bigint) as returned
from (
    select t.currency, t.orders, t.returns, t.cancelled, t.gross, t.returned
    from current c
    cross join scope_days t
    where t.scope_id = c.outlet_id and t.day = c.day
        and (cast($1 as bigint) in (1, c.outlet_id) or ($1 in (c.region_id, c.franchise_id) and not c.was_moved))
    union all
    select s.currency,
        case when x.id is null then 1 else 0 end, 0,
        case when x.id is null then 0 else 1 end,
        case when x.id is null then s.total else 0 end, 0
    from current c
    cross join sales s
    left join cancellations x on x.sale_id = s.id
    where s.outlet_id = c.outlet_id and s.day = c.day and c.was_moved and $1 in (s.region_id, s.franchise_id)
    union all
    select r.currency, 0, 1, 0, 0, -r.total
    from current c
    cross join returns r
    left join cancellations x on x.return_id = r.id
    where r.outlet_id = c.outlet_id and r.day = c.day and c.was_moved and $1 in (r.region_id, r.franchise_id)
        and x.id is null
) p
group by currency
