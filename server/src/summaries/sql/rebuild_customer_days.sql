-- As rebuild_scope_days, for outlets alone.
insert into customer_days (outlet_id, day, customer_id, currency, orders, gross)
select e.outlet_id, e.day, e.customer_id, e.currency,
    cast(sum(case when c.id is null then 1 else 0 end) as bigint),
    cast(sum(case when c.id is null then e.total else 0 end) as bigint)
from outlets o
cross join sales e
left join cancellations c on c.sale_id = e.id
where e.outlet_id = o.outlet_id and e.day between $1 and $2 and e.customer_id is not null
group by e.outlet_id, e.day, e.customer_id, e.currency
