-- As rebuild_scope_days; returns have no hours.
insert into scope_hours (scope_id, day, hour, currency, orders, gross)
select s.id, f.day, f.hour, f.currency, cast(sum(f.orders) as bigint), cast(sum(f.gross) as bigint)
from (
    select e.outlet_id, e.region_id, e.franchise_id, e.day, e.hour, e.currency,
        sum(case when c.id is null then 1 else 0 end) as orders,
        sum(case when c.id is null then e.total else 0 end) as gross
    from outlets o
    cross join sales e
    left join cancellations c on c.sale_id = e.id
    where e.outlet_id = o.outlet_id and e.day between $1 and $2
    group by e.outlet_id, e.region_id, e.franchise_id, e.day, e.hour, e.currency
) f
join scopes s on s.id in (1, f.outlet_id, f.region_id, f.franchise_id)
group by s.id, f.day, f.hour, f.currency
