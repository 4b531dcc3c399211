insert into customer_days (outlet_id, day, customer_id, currency, orders, gross)
select e.outlet_id, e.day, e.customer_id, e.currency,
    cast(sum(case when c.id is null then 1 else 0 end) as bigint),
    cast(sum(case when c.id is null then e.total else 0 end) as bigint)
from sales e
left join cancellations c on c.sale_id = e.id
where e.customer_id is not null and (cast($1 as bigint) is null or e.day = $1)
group by e.outlet_id, e.day, e.customer_id, e.currency
