-- The lines as one JSON array, since each statement costs a hop between threads; Postgres reads JSON in its own way.
insert into sales_order_lines (
    order_id, line, item_id, name, category, qty, unit_price, discount, tax, tax_rate, tax_code, total
)
select $1, key, value ->> 'item_id', value ->> 'name', value ->> 'category', value ->> 'qty', value ->> 'unit_price',
    value ->> 'discount', value ->> 'tax', value ->> 'tax_rate', value ->> 'tax_code', value ->> 'total'
from json_each($2)
