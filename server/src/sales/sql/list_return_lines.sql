select i.code as item, l.name, l.category, l.qty, l.unit_price, l.discount, l.tax, l.tax_rate, l.tax_code, l.total
from return_lines l
join items i on i.id = l.item_id
where l.return_id = $1
order by l.line
