-- Of the customers that count_customers counts, those who had bought nothing in the scope before.
select count(*)
from (
    select distinct c.customer_id
    from outlets o
    cross join customer_days c
    where c.outlet_id = o.outlet_id and c.day between $2 and $3 and c.orders > 0
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
) seen
where not exists (
    select 1
    from customer_days e
    join outlets o on o.outlet_id = e.outlet_id
    where e.customer_id = seen.customer_id and e.day < $2 and e.orders > 0
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
)
