-- As list_changed_scope_days, of items and the network.
with touched as (
    select day from sales where event_id > $1
    union
    select s.day from cancellations c join sales s on s.id = c.sale_id where c.event_id > $1
)
select d.scope_id, d.day, d.item_id, d.currency, d.qty, d.amount
from touched t
cross join item_days d
where d.scope_id = 1 and d.day = t.day
order by d.day
