-- Parameters as in list_sales_by_day, but for $1, $2: below which event of the last day, and from which one of the first day on; and
-- $17: -1 for the newest day and the newest of each first, 1 for the oldest. The cross join makes SQLite walk the outlets first, those of
-- the scope where these are known, and find the days of each by index. Postgres does so as long as it does not know the days
-- (`between (select …)`): where they are a tenth of all, it would rather walk the whole ledger.
select
       s.id, s.uid, s.content_hash, s.number, s.outlet_id, s.region_id, s.franchise_id, s.till, s.till_seq, s.cashier, s.shift,
       s.sold_at as at, s.recorded_at, s.day, s.hour, s.utc_offset_min, s.currency, s.prices_include_tax,
       c.ref as customer_ref, s.customer_name, s.customer_phone, s.customer_email, s.customer_is_company as is_company,
       s.total, s.tax, s.discount, s.rounding, s.qty, s.origin, s.event_id,
       l.uid as linked_uid, cast(null as text) as reason, x.event_id as cancel_event_id, x.cancelled_at, x.reason as cancel_reason,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1) as item_1,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1 offset 1) as item_2,
       (select i.name from sale_lines i where i.sale_id = s.id order by i.line limit 1 offset 2) as item_3
from outlets o cross join sales s
left join customers c on c.id = s.customer_id
left join sales l on l.id = s.replaces_id
left join cancellations x on x.sale_id = s.id
where s.outlet_id = o.outlet_id
  and s.day between (select cast($3 as bigint)) and (select cast($4 as bigint))
  and (s.day, s.event_id) < ($4, $1) and (s.day, s.event_id) >= ($3, $2)
  and ((cast($16 as bigint) = 0 and not exists (select 1 from outlets w where w.outlet_id = cast($5 as bigint)))
    or $5 in (1, o.outlet_id, o.region_id, o.franchise_id))
  and (cast($11 as bigint) = 0 or s.day = (select max(d.day) from day_starts d where d.outlet_id = s.outlet_id))
  and (cast($5 as bigint) in (1, s.outlet_id)
    or (cast($16 as bigint) = 0 and $5 in (s.region_id, s.franchise_id))
    or (cast($16 as bigint) = 1 and $5 in (o.region_id, o.franchise_id)))
  and ($6 = '' or lower(s.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, s.hour)
  and $10 in ('', s.currency)
  and ($9 = '' or exists (select 1 from sale_lines i where i.sale_id = s.id and i.item_id = (select id from items where code = $9)))
  and cast($12 as bigint) in (0, s.customer_id)
  and cast($13 as bigint) in (-1, (s.day + 3) % 7)
  and cast($14 as bigint) in (0, case when exists (select 1 from cancellations v where v.sale_id = s.id) then 2 else 1 end)
  and ($15 = '' or exists (select 1 from sale_lines i join items t on t.id = i.item_id where i.sale_id = s.id and t.category = $15))
order by cast($17 as bigint) * s.day, $17 * s.event_id
limit $7
