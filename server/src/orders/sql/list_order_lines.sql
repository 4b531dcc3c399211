select i.code as item, l.name, l.category, l.qty, l.unit_price, l.discount, l.tax, l.tax_rate, l.tax_code, l.total
from sales_order_lines l
join items i on i.id = l.item_id
where l.order_id = $1
order by l.line
