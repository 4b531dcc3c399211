-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into sale_lines (sale_id, line, item_id, name, category, qty, unit_price, discount, tax, tax_rate,
    tax_code, total)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::bigint[])
