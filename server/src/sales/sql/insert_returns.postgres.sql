-- The rows of a group as arrays, one for each column; SQLite takes them row by row. Without those whose id another
-- process has given to a row of sales since the group was decided: no constraint spans both tables.
insert into returns (id, uid, content_hash, content_version, number, outlet_id, region_id, franchise_id, till,
    till_seq, cashier, shift, returned_at, recorded_at, day, hour, utc_offset_min, currency,
    prices_include_tax, customer_id, customer_name, customer_phone, customer_email, total, tax, discount,
    rounding, qty, origin, event_id, customer_is_company, sale_id, reason)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::bigint[],
    $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::text[], $19::boolean[], $20::bigint[],
    $21::text[], $22::text[], $23::text[], $24::bigint[], $25::bigint[], $26::bigint[], $27::bigint[],
    $28::bigint[], $29::text[], $30::bigint[], $31::boolean[], $32::bigint[],
    $33::text[]) as sent (id, uid)
where sent.uid not in (select uid from sales where uid = any($2::text[]))
