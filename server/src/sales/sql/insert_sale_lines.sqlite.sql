-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into sale_lines (sale_id, line, item_id, name, category, qty, unit_price, discount, tax, tax_rate,
    tax_code, total)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
