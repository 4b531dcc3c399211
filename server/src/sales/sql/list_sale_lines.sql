select i.code as item, l.name, l.category, l.qty, l.unit_price, l.discount, l.tax, l.tax_rate, l.tax_code, l.total
from sale_lines l
join items i on i.id = l.item_id
where l.sale_id = $1
order by l.line
