-- Few days: the sales are found by the index of outlets and days. The cross join keeps SQLite from walking all of them.
drop view if exists temp.sold;
drop view if exists temp.sold_lines;

create temp view sold as
select e.outlet_id, e.day, e.hour, e.currency, e.total, e.tax, e.discount, e.qty, e.customer_id, c.id is not null as is_cancelled
from main.outlets o
cross join main.sales e on e.outlet_id = o.outlet_id
left join main.cancellations c on c.sale_id = e.id;

create temp view sold_lines as
select e.day, e.currency, l.item_id, l.qty, l.total, c.id is not null as is_cancelled
from main.outlets o
cross join main.sales e on e.outlet_id = o.outlet_id
cross join main.sale_lines l on l.sale_id = e.id
left join main.cancellations c on c.sale_id = e.id;
