-- Parameters as in list_sales_by_day.
select s.event_id
from sales s
where s.event_id >= $2 and s.event_id < $1
  and s.day between $3 and $4
  and (cast($11 as bigint) = 0 or s.day = (select max(d.day) from day_starts d where d.outlet_id = s.outlet_id))
  and (cast($5 as bigint) in (1, s.outlet_id)
    or (cast($16 as bigint) = 0 and $5 in (s.region_id, s.franchise_id))
    or (cast($16 as bigint) = 1 and exists (select 1 from outlets w where w.outlet_id = s.outlet_id and $5 in (w.region_id, w.franchise_id))))
  and ($6 = '' or lower(s.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, s.hour)
  and $10 in ('', s.currency)
  and ($9 = '' or exists (select 1 from sale_lines i where i.sale_id = s.id and i.item_id = (select id from items where code = $9)))
  and cast($12 as bigint) in (0, s.customer_id)
  and cast($13 as bigint) in (-1, (s.day + 3) % 7)
  and cast($14 as bigint) in (0, case when exists (select 1 from cancellations v where v.sale_id = s.id) then 2 else 1 end)
  and ($15 = '' or exists (select 1 from sale_lines i join items t on t.id = i.item_id where i.sale_id = s.id and t.category = $15))
order by s.event_id
limit $7
