-- As list_changed_scope_days, of the network and the items alone that were sold. The cross joins keep SQLite from walking all lines.
with touched as (
    select s.day, l.item_id
    from sales s
    cross join sale_lines l
    where s.event_id > $1 and s.event_id <= $2 and l.sale_id = s.id
    union
    select s.day, l.item_id
    from cancellations c
    cross join sales s
    cross join sale_lines l
    where c.event_id > $1 and c.event_id <= $2 and s.id = c.sale_id and l.sale_id = s.id
)
select d.scope_id, d.day, d.item_id, d.currency, d.qty, d.amount
from touched t
cross join item_days d
where d.scope_id = 1 and d.day = t.day and d.item_id = t.item_id
