-- Many days: the tables are walked from end to end.
drop view if exists temp.sold;
drop view if exists temp.sold_lines;

create temp view sold as select * from ever_sold;

create temp view sold_lines as
select e.day, e.currency, l.item_id, l.qty, l.total, c.id is not null as is_cancelled
from main.sales e
cross join main.sale_lines l on l.sale_id = e.id
left join main.cancellations c on c.sale_id = e.id;
