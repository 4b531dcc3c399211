select o.outlet_id, s.code, s.name, o.region_id, o.franchise_id, o.time_zone, o.currency, o.country, o.cutoff_min,
       o.opening_hours, o.is_open
from outlets o
join scopes s on s.id = o.outlet_id
order by s.code
