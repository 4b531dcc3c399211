select
       r.id, r.uid, r.content_hash, r.number, r.outlet_id, r.region_id, r.franchise_id, r.till, r.till_seq, r.cashier, r.shift,
       r.returned_at as at, r.recorded_at, r.day, r.hour, r.utc_offset_min, r.currency, r.prices_include_tax,
       c.ref as customer_ref, r.customer_name, r.customer_phone, r.customer_email, r.customer_is_company as is_company,
       r.total, r.tax, r.discount, r.rounding, r.qty, r.origin, r.event_id,
       l.uid as linked_uid, r.reason as reason, x.event_id as cancel_event_id, x.cancelled_at, x.reason as cancel_reason,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1) as item_1,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1 offset 1) as item_2,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1 offset 2) as item_3
from returns r
left join customers c on c.id = r.customer_id
left join sales l on l.id = r.sale_id
left join cancellations x on x.return_id = r.id
where r.uid = $1
