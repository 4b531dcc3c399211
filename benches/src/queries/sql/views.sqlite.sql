-- The ledger as SQLite keeps it, under the names that the questions know it by; DuckDB has tables of those names.
create temp view ever_sold as
select e.id, e.outlet_id, e.day, e.hour, e.currency, e.total, e.tax, e.discount, e.qty, e.customer_id, c.id is not null as is_cancelled
from main.sales e
left join main.cancellations c on c.sale_id = e.id;

create temp view returned as
select e.day, e.currency, e.total, e.tax, e.qty, c.id is not null as is_cancelled
from main.returns e
left join main.cancellations c on c.return_id = e.id;

create temp view outlet_codes as
select o.outlet_id, s.code
from main.outlets o
join main.scopes s on s.id = o.outlet_id;

create temp view item_codes as select i.id as item_id, i.code from main.items i;

create temp view customer_refs as select p.id as customer_id, p.ref from main.customers p;
