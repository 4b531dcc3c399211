-- The newest day with a row of some outlet that stands in the scope now, and how many outlets do: one look into the key for each.
select max((select max(t.day) from scope_days t where t.scope_id = o.outlet_id and t.day between $2 and $3)) as day, count(*) as outlets
from outlets o
where cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
