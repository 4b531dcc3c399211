-- No row where the id is taken: whoever took it may have done so after it was looked for.
insert into sales_orders (
    uid, content_hash, content_version, number, outlet_id, region_id, franchise_id, state, created_at, utc_offset_min, day, delivery_day,
    recorded_at, sent_at, confirmed_at, done_at, cancelled_at, currency, prices_include_tax, customer_id, customer_name, customer_phone,
    customer_email, customer_is_company, total, tax, discount, rounding
)
values (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28
)
on conflict (uid) do nothing
returning id
