-- SQLite keeps a text in a column of numbers, adds it up as nothing and says so to nobody; Postgres admits none. The facts of a day.
select 'sales' as name, e.id
from outlets o
cross join sales e
where e.outlet_id = o.outlet_id and e.day = $1
    and (
        typeof(e.total) <> 'integer' or typeof(e.tax) <> 'integer' or typeof(e.discount) <> 'integer' or typeof(e.qty) <> 'integer'
        or typeof(e.hour) <> 'integer' or typeof(e.region_id) <> 'integer' or typeof(e.franchise_id) <> 'integer'
        or typeof(e.customer_id) not in ('integer', 'null') or typeof(e.currency) <> 'text'
    )
union all
select 'returns', e.id
from outlets o
cross join returns e
where e.outlet_id = o.outlet_id and e.day = $1
    and (
        typeof(e.total) <> 'integer' or typeof(e.tax) <> 'integer' or typeof(e.qty) <> 'integer'
        or typeof(e.region_id) <> 'integer' or typeof(e.franchise_id) <> 'integer' or typeof(e.currency) <> 'text'
    )
union all
select 'sale_lines', l.sale_id
from outlets o
cross join sales e
cross join sale_lines l
where e.outlet_id = o.outlet_id and e.day = $1 and l.sale_id = e.id
    and (typeof(l.item_id) <> 'integer' or typeof(l.qty) <> 'integer' or typeof(l.total) <> 'integer')
limit 1
