select s.id, s.event_id, s.origin, s.outlet_id, s.region_id, s.franchise_id, s.customer_id, s.number,
    null as sale_uid, o.uid as replaces_uid, null as reason, s.till, s.till_seq, s.cashier, s.shift, s.sold_at as at, s.utc_offset_min,
    s.day, s.hour, s.currency, s.prices_include_tax, s.total, s.tax, s.discount, s.rounding, s.qty,
    k.ref as customer_ref, s.customer_name, s.customer_phone, s.customer_email, s.customer_is_company as is_company,
    c.reason as cancel_reason, c.event_id as cancel_event_id, c.cancelled_at,
    exists (select 1 from sales n where n.replaces_id = s.id) as is_replaced
from sales s
left join sales o on o.id = s.replaces_id
left join customers k on k.id = s.customer_id
left join cancellations c on c.sale_id = s.id
where s.uid = $1
