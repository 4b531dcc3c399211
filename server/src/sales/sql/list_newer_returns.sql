-- Parameters as in list_sales_by_day.
select r.event_id
from returns r
where r.event_id >= $2 and r.event_id < $1
  and r.day between $3 and $4
  and (cast($11 as bigint) = 0 or r.day = (select max(d.day) from day_starts d where d.outlet_id = r.outlet_id))
  and cast($5 as bigint) in (1, r.outlet_id, r.region_id, r.franchise_id)
  and ($6 = '' or lower(r.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, r.hour)
  and $10 in ('', r.currency)
  and ($9 = '' or exists (select 1 from return_lines i where i.return_id = r.id and i.item_id = (select id from items where code = $9)))
order by r.event_id
limit $7
