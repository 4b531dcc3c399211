-- The last event of each outlet is one step in an index; the newest of them is the scope's.
select coalesce(max((select max(e.id) from events e where e.outlet_id = o.outlet_id)), 0)
from outlets o
where cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
    or exists (
        select 1 from former_memberships f
        where f.outlet_id = o.outlet_id and $1 in (f.region_id, f.franchise_id)
    )
