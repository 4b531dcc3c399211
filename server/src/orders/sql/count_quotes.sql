-- Of outlets that stand in the scope now. The cross join keeps SQLite from walking all quotes.
select count(*) as quotes, count(q.confirmed_at) as orders
from outlets o
cross join sales_orders q
where q.outlet_id = o.outlet_id and q.day between $2 and $3
    and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
