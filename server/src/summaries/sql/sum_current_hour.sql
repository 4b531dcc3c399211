-- As sum_scope_hour, of the current day of each outlet; $4: the hour, $5: a weekday or -1, all else as in sum_current_days.
with current as materialized (
    select o.outlet_id, o.region_id, o.franchise_id, d.day,
        exists (select 1 from former_memberships f where f.outlet_id = o.outlet_id) as was_moved
    from outlets o
    cross join day_starts d
    where d.outlet_id = o.outlet_id and d.day between $2 and $3
        and d.day = (select max(l.day) from day_starts l where l.outlet_id = o.outlet_id)
        and cast($5 as bigint) in (-1, (d.day + 3) % 7)
)
select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(gross) as bigint) as gross
from (
    select t.currency, t.orders, t.gross
    from current c
    cross join scope_hours t
    where t.scope_id = c.outlet_id and t.day = c.day and t.hour = $4
        and (cast($1 as bigint) in (1, c.outlet_id) or ($1 in (c.region_id, c.franchise_id) and not c.was_moved))
    union all
    select s.currency,
        case when x.id is null then 1 else 0 end,
        case when x.id is null then s.total else 0 end
    from current c
    cross join sales s
    left join cancellations x on x.sale_id = s.id
    where s.outlet_id = c.outlet_id and s.day = c.day and s.hour = $4 and c.was_moved
        and $1 in (s.region_id, s.franchise_id)
) p
group by currency
