-- The sales of one outlet's day by where it belonged at the moment, cancelled ones as the summaries count them.
select
    s.region_id, s.franchise_id, s.currency, s.hour,
    cast(sum(case when c.id is null then 1 else 0 end) as bigint) as orders,
    cast(sum(case when c.id is null then s.total else 0 end) as bigint) as gross,
    cast(sum(case when c.id is null then s.tax else 0 end) as bigint) as tax,
    cast(sum(case when c.id is null then s.discount else 0 end) as bigint) as discount,
    cast(sum(case when c.id is null then s.qty else 0 end) as bigint) as qty,
    cast(sum(case when c.id is null then 0 else 1 end) as bigint) as cancelled,
    cast(sum(case when c.id is null then 0 else s.total end) as bigint) as cancelled_amount,
    max(case when s.sold_at < s.recorded_at then s.sold_at else s.recorded_at end) as newest_at
from sales s
left join cancellations c on c.sale_id = s.id
where s.outlet_id = $1 and s.day = $2
group by s.region_id, s.franchise_id, s.currency, s.hour
