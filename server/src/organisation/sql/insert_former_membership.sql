-- Before the outlet is updated: keeps where it belongs, if that is about to change.
insert into former_memberships (outlet_id, region_id, franchise_id, left_at)
select o.outlet_id, o.region_id, o.franchise_id, cast($4 as bigint)
from outlets o
where o.outlet_id = $1 and (o.region_id <> $2 or o.franchise_id <> $3)
on conflict (outlet_id, region_id, franchise_id) do update set left_at = excluded.left_at
