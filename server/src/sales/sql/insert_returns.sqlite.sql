-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into returns (id, uid, content_hash, content_version, number, outlet_id, region_id, franchise_id, till,
    till_seq, cashier, shift, returned_at, recorded_at, day, hour, utc_offset_min, currency,
    prices_include_tax, customer_id, customer_name, customer_phone, customer_email, total, tax, discount,
    rounding, qty, origin, event_id, customer_is_company, sale_id, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
