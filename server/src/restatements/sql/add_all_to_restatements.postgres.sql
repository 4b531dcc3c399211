-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into restatements (outlet_id, day, currency, reason, told_on, first_at, last_at, facts, orders, gross, tax, discount, qty,
    returns, returned, returned_tax, returned_qty, cancelled, cancelled_amount)
select outlet_id, day, currency, reason, told_on, cast($7 as bigint), cast($7 as bigint), facts, orders, gross, tax, discount, qty,
    returns, returned, returned_tax, returned_qty, cancelled, cancelled_amount
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
    $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[])
    as added (outlet_id, day, currency, reason, told_on, facts, orders, gross, tax, discount, qty, returns, returned, returned_tax,
    returned_qty, cancelled, cancelled_amount)
on conflict (outlet_id, day, currency, reason, told_on) do update set
    last_at = excluded.last_at,
    facts = restatements.facts + excluded.facts,
    orders = restatements.orders + excluded.orders,
    gross = restatements.gross + excluded.gross,
    tax = restatements.tax + excluded.tax,
    discount = restatements.discount + excluded.discount,
    qty = restatements.qty + excluded.qty,
    returns = restatements.returns + excluded.returns,
    returned = restatements.returned + excluded.returned,
    returned_tax = restatements.returned_tax + excluded.returned_tax,
    returned_qty = restatements.returned_qty + excluded.returned_qty,
    cancelled = restatements.cancelled + excluded.cancelled,
    cancelled_amount = restatements.cancelled_amount + excluded.cancelled_amount
