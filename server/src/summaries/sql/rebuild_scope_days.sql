-- Summed by outlet first, so that only the few sums are spread over the wider scopes. A cancelled fact leaves its row. Outlets
-- come before their facts (`cross join` keeps SQLite to that), since facts are found by outlet and day.
insert into scope_days (scope_id, day, currency, orders, gross, tax, discount, qty, returns, returned, returned_tax,
    returned_qty, cancelled, cancelled_amount, refreshed_at)
select s.id, f.day, f.currency,
    cast(sum(f.orders) as bigint), cast(sum(f.gross) as bigint), cast(sum(f.tax) as bigint),
    cast(sum(f.discount) as bigint), cast(sum(f.qty) as bigint),
    cast(sum(f.returns) as bigint), cast(sum(f.returned) as bigint), cast(sum(f.returned_tax) as bigint),
    cast(sum(f.returned_qty) as bigint),
    cast(sum(f.cancelled) as bigint), cast(sum(f.cancelled_amount) as bigint),
    cast($3 as bigint)
from (
    select e.outlet_id, e.region_id, e.franchise_id, e.day, e.currency,
        sum(case when c.id is null then 1 else 0 end) as orders,
        sum(case when c.id is null then e.total else 0 end) as gross,
        sum(case when c.id is null then e.tax else 0 end) as tax,
        sum(case when c.id is null then e.discount else 0 end) as discount,
        sum(case when c.id is null then e.qty else 0 end) as qty,
        0 as returns, 0 as returned, 0 as returned_tax, 0 as returned_qty,
        sum(case when c.id is null then 0 else 1 end) as cancelled,
        sum(case when c.id is null then 0 else e.total end) as cancelled_amount
    from outlets o
    cross join sales e
    left join cancellations c on c.sale_id = e.id
    where e.outlet_id = o.outlet_id and e.day between $1 and $2
    group by e.outlet_id, e.region_id, e.franchise_id, e.day, e.currency
    union all
    select e.outlet_id, e.region_id, e.franchise_id, e.day, e.currency,
        0, 0, 0, 0, 0,
        sum(case when c.id is null then 1 else 0 end),
        sum(case when c.id is null then -e.total else 0 end),
        sum(case when c.id is null then -e.tax else 0 end),
        sum(case when c.id is null then -e.qty else 0 end),
        0, 0
    from outlets o
    cross join returns e
    left join cancellations c on c.return_id = e.id
    where e.outlet_id = o.outlet_id and e.day between $1 and $2
    group by e.outlet_id, e.region_id, e.franchise_id, e.day, e.currency
) f
join scopes s on s.id in (1, f.outlet_id, f.region_id, f.franchise_id)
group by s.id, f.day, f.currency
