-- The day at which each outlet stands that is in the scope now: one look into the key for each.
select o.outlet_id, (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id) as day
from outlets o
where cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
