select s.event_id
from sales s
where s.event_id >= $1 and s.event_id < $2
  and s.day between $3 and $4
  and cast($5 as bigint) in (1, s.outlet_id, s.region_id, s.franchise_id)
  and ($6 = '' or lower(s.number) like $6 escape '\')
order by s.event_id
limit $7
