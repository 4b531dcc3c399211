-- Every outlet, and where it stands now, in the order in which they are looked up.
select o.outlet_id, s.code, o.region_id, o.franchise_id
from outlets o
join scopes s on s.id = o.outlet_id
order by o.outlet_id
