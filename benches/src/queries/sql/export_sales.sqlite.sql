select e.id, e.outlet_id, e.region_id, e.franchise_id, e.day, e.hour, e.currency, e.total, e.tax, e.discount, e.qty, e.customer_id,
    c.id is not null as is_cancelled
from sales e
left join cancellations c on c.sale_id = e.id
order by e.id
