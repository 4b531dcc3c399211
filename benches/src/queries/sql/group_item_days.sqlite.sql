create temp table grouped_item_days as
select e.outlet_id, e.day, l.item_id, e.currency,
    sum(case when c.id is null then l.qty else 0 end) as qty, sum(case when c.id is null then l.total else 0 end) as amount
from main.outlets o
cross join main.sales e on e.outlet_id = o.outlet_id
cross join main.sale_lines l on l.sale_id = e.id
left join main.cancellations c on c.sale_id = e.id
where e.day between $first and $last
group by e.outlet_id, e.day, l.item_id, e.currency
