select r.id, r.event_id, r.origin, r.outlet_id, r.region_id, r.franchise_id, r.customer_id, r.number,
    s.uid as sale_uid, null as replaces_uid, r.reason, r.till, r.till_seq, r.cashier, r.shift, r.returned_at as at, r.utc_offset_min,
    r.day, r.hour, r.currency, r.prices_include_tax, r.total, r.tax, r.discount, r.rounding, r.qty,
    k.ref as customer_ref, r.customer_name, r.customer_phone, r.customer_email, r.customer_is_company as is_company,
    c.reason as cancel_reason, c.event_id as cancel_event_id, c.cancelled_at,
    false as is_replaced
from returns r
left join sales s on s.id = r.sale_id
left join customers k on k.id = r.customer_id
left join cancellations c on c.return_id = r.id
where r.uid = $1
