-- Parameters as in list_sales_by_day.
select s.event_id
from sales s
where s.event_id >= $2 and s.event_id < $1
  and s.day between $3 and $4
  and (cast($11 as bigint) = 0 or s.day = (select max(d.day) from day_starts d where d.outlet_id = s.outlet_id))
  and cast($5 as bigint) in (1, s.outlet_id, s.region_id, s.franchise_id)
  and ($6 = '' or lower(s.number) like $6 escape '\')
  and cast($8 as bigint) in (-1, s.hour)
  and $10 in ('', s.currency)
  and ($9 = '' or exists (select 1 from sale_lines i where i.sale_id = s.id and i.item_id = (select id from items where code = $9)))
order by s.event_id
limit $7
