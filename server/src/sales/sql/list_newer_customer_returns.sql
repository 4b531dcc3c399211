-- Parameters as in list_sales_by_day.
select r.event_id
from returns r
where r.customer_id = $12 and r.event_id >= $2 and r.event_id < $1
  and r.day between $3 and $4
  and (cast($11 as bigint) = 0 or r.day = (select max(d.day) from day_starts d where d.outlet_id = r.outlet_id))
  and (cast($5 as bigint) in (1, r.outlet_id)
    or (cast($16 as bigint) = 0 and $5 in (r.region_id, r.franchise_id))
    or (cast($16 as bigint) = 1 and exists (select 1 from outlets w where w.outlet_id = r.outlet_id and $5 in (w.region_id, w.franchise_id))))
  and ($6 = '' or lower(r.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, r.hour)
  and $10 in ('', r.currency)
  and ($9 = '' or exists (select 1 from return_lines i where i.return_id = r.id and i.item_id = (select id from items where code = $9)))
  and cast($13 as bigint) in (-1, (r.day + 3) % 7)
  and cast($14 as bigint) in (0, case when exists (select 1 from cancellations v where v.return_id = r.id) then 2 else 1 end)
  and ($15 = '' or exists (select 1 from return_lines i join items t on t.id = i.item_id where i.return_id = r.id and t.category = $15))
order by r.event_id
limit $7
