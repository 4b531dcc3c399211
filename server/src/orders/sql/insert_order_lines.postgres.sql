-- The lines as one JSON array, as SQLite takes them, which has no record sets.
insert into sales_order_lines (
    order_id, line, item_id, name, category, qty, unit_price, discount, tax, tax_rate, tax_code, total
)
select $1, l.place - 1, l.item_id, l.name, l.category, l.qty, l.unit_price, l.discount, l.tax, l.tax_rate, l.tax_code, l.total
from rows from (
    json_to_recordset(cast($2 as text)::json) as (
        item_id bigint, name text, category text, qty bigint, unit_price bigint, discount bigint, tax bigint, tax_rate text,
        tax_code text, total bigint
    )
) with ordinality as l (item_id, name, category, qty, unit_price, discount, tax, tax_rate, tax_code, total, place)
