-- Outlets that are or were within the scope $1 and were moved at $2 or later.
select o.outlet_id
from outlets o
where exists (select 1 from former_memberships f where f.outlet_id = o.outlet_id and f.left_at >= $2)
    and (
        $1 in (o.region_id, o.franchise_id)
        or exists (
            select 1 from former_memberships f
            where f.outlet_id = o.outlet_id and $1 in (f.region_id, f.franchise_id)
        )
    )
order by o.outlet_id
