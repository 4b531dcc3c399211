select min(c.day), max(c.day)
from (select (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id) as day from outlets o) c
