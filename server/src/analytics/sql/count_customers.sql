-- Over all currencies; an outlet belongs to the scope it stands in now. The cross join keeps SQLite from walking all days.
select count(distinct c.customer_id)
from outlets o
cross join customer_days c
where c.outlet_id = o.outlet_id and c.day between $2 and $3 and c.orders > 0
    and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
