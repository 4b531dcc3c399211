-- Parameters as in list_sales_day_by_day.
select
       r.id, r.uid, r.content_hash, r.number, r.outlet_id, r.region_id, r.franchise_id, r.till, r.till_seq, r.cashier, r.shift,
       r.returned_at as at, r.recorded_at, r.day, r.hour, r.utc_offset_min, r.currency, r.prices_include_tax,
       c.ref as customer_ref, r.customer_name, r.customer_phone, r.customer_email, r.customer_is_company as is_company,
       r.total, r.tax, r.discount, r.rounding, r.qty, r.origin, r.event_id,
       l.uid as linked_uid, r.reason as reason, x.event_id as cancel_event_id, x.cancelled_at, x.reason as cancel_reason,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1) as item_1,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1 offset 1) as item_2,
       (select i.name from return_lines i where i.return_id = r.id order by i.line limit 1 offset 2) as item_3
from outlets o cross join returns r
left join customers c on c.id = r.customer_id
left join sales l on l.id = r.sale_id
left join cancellations x on x.return_id = r.id
where r.outlet_id = o.outlet_id
  and r.day between (select cast($3 as bigint)) and (select cast($4 as bigint))
  and (r.day, r.event_id) < ($4, $1) and (r.day, r.event_id) >= ($3, $2)
  and ((cast($16 as bigint) = 0 and not exists (select 1 from outlets w where w.outlet_id = cast($5 as bigint)))
    or $5 in (1, o.outlet_id, o.region_id, o.franchise_id))
  and (cast($11 as bigint) = 0 or r.day = (select max(d.day) from day_starts d where d.outlet_id = r.outlet_id))
  and (cast($5 as bigint) in (1, r.outlet_id)
    or (cast($16 as bigint) = 0 and $5 in (r.region_id, r.franchise_id))
    or (cast($16 as bigint) = 1 and $5 in (o.region_id, o.franchise_id)))
  and ($6 = '' or lower(r.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, r.hour)
  and $10 in ('', r.currency)
  and ($9 = '' or exists (select 1 from return_lines i where i.return_id = r.id and i.item_id = (select id from items where code = $9)))
  and cast($12 as bigint) in (0, r.customer_id)
  and cast($13 as bigint) in (-1, (r.day + 3) % 7)
  and cast($14 as bigint) in (0, case when exists (select 1 from cancellations v where v.return_id = r.id) then 2 else 1 end)
  and ($15 = '' or exists (select 1 from return_lines i join items t on t.id = i.item_id where i.return_id = r.id and t.category = $15))
order by cast($17 as bigint) * r.day, $17 * r.event_id
limit $7
