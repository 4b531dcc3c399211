-- As sum_scope_days, of the current day of each outlet. One that was ever moved belongs to a region or franchise by its
-- entries alone, so those are read themselves.
with current as (
    select o.outlet_id, o.region_id, o.franchise_id, d.day,
        exists (select 1 from former_memberships f where f.outlet_id = o.outlet_id) as was_moved
    from outlets o
    join day_starts d on d.outlet_id = o.outlet_id
        and d.day = (select max(l.day) from day_starts l where l.outlet_id = o.outlet_id)
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
    join scope_days t on t.scope_id = c.outlet_id and t.day = c.day
    where cast($1 as bigint) in (1, c.outlet_id)
        or ($1 in (c.region_id, c.franchise_id) and not c.was_moved)
    union all
    select s.currency,
        case when x.id is null then 1 else 0 end, 0,
        case when x.id is null then 0 else 1 end,
        case when x.id is null then s.total else 0 end, 0
    from current c
    join sales s on s.outlet_id = c.outlet_id and s.day = c.day
    left join cancellations x on x.sale_id = s.id
    where c.was_moved and $1 in (s.region_id, s.franchise_id)
    union all
    select r.currency, 0, 1, 0, 0, -r.total
    from current c
    join returns r on r.outlet_id = c.outlet_id and r.day = c.day
    left join cancellations x on x.return_id = r.id
    where c.was_moved and $1 in (r.region_id, r.franchise_id) and x.id is null
) p
group by currency
