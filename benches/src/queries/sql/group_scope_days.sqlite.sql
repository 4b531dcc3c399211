create temp table grouped_scope_days as
select e.outlet_id, e.day, e.currency,
    sum(case when c.id is null then 1 else 0 end) as orders,
    sum(case when c.id is null then e.total else 0 end) as gross,
    sum(case when c.id is null then e.tax else 0 end) as tax,
    sum(case when c.id is null then e.discount else 0 end) as discount,
    sum(case when c.id is null then e.qty else 0 end) as qty,
    0 as returns, 0 as returned, 0 as returned_tax, 0 as returned_qty,
    sum(case when c.id is null then 0 else 1 end) as cancelled,
    sum(case when c.id is null then 0 else e.total end) as cancelled_amount
from main.outlets o
cross join main.sales e on e.outlet_id = o.outlet_id
left join main.cancellations c on c.sale_id = e.id
where e.day between $first and $last
group by e.outlet_id, e.day, e.currency
union all
select e.outlet_id, e.day, e.currency, 0, 0, 0, 0, 0,
    sum(case when c.id is null then 1 else 0 end),
    sum(case when c.id is null then -e.total else 0 end),
    sum(case when c.id is null then -e.tax else 0 end),
    sum(case when c.id is null then -e.qty else 0 end),
    0, 0
from main.outlets o
cross join main.returns e on e.outlet_id = o.outlet_id
left join main.cancellations c on c.return_id = e.id
where e.day between $first and $last
group by e.outlet_id, e.day, e.currency
