-- Newest first, before $4: files of the scope and of outlets that stand in it now, with figures of some day from $2 to $3.
select e.id, e.title, e.format, s.kind, s.code, e.from_day, e.to_day, e.currency, e.first_as_of, e.last_as_of, e.asked_at, e.last_asked_at,
    e.times, e.file_name, e.row_count, e.address
from exports e
join scopes s on s.id = e.scope_id
where e.id < $4
  and ($1 = 1 or e.scope_id = $1
      or e.scope_id in (select o.outlet_id from outlets o where o.region_id = $1 or o.franchise_id = $1))
  and ((e.from_day <= $3 and e.to_day >= $2) or (e.other_from_day <= $3 and e.other_to_day >= $2))
order by e.id desc
limit $5
