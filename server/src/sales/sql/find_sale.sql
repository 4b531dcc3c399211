select
       s.id, s.uid, s.content_hash, s.number, s.outlet_id, s.region_id, s.franchise_id, s.till, s.till_seq, s.cashier, s.shift,
       s.sold_at as at, s.recorded_at, s.day, s.hour, s.utc_offset_min, s.currency, s.prices_include_tax,
       c.ref as customer_ref, s.customer_name, s.customer_phone, s.customer_email, s.customer_is_company as is_company,
       s.total, s.tax, s.discount, s.rounding, s.qty, s.origin, s.event_id,
       l.uid as linked_uid, cast(null as text) as reason, x.event_id as cancel_event_id, x.cancelled_at, x.reason as cancel_reason,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1) as item_1,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1 offset 1) as item_2,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1 offset 2) as item_3
from sales s
left join customers c on c.id = s.customer_id
left join sales l on l.id = s.replaces_id
left join cancellations x on x.sale_id = s.id
where s.uid = $1
