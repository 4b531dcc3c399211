create temp table grouped_scope_hours as
select e.outlet_id, e.day, e.hour, e.currency,
    sum(case when c.id is null then 1 else 0 end) as orders, sum(case when c.id is null then e.total else 0 end) as gross
from main.outlets o
cross join main.sales e on e.outlet_id = o.outlet_id
left join main.cancellations c on c.sale_id = e.id
where e.day between $first and $last
group by e.outlet_id, e.day, e.hour, e.currency
