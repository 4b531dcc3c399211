-- Every outlet, and where it stands now.
select o.outlet_id, s.code, o.region_id, o.franchise_id
from outlets o
join scopes s on s.id = o.outlet_id
