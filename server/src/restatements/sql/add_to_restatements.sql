insert into restatements (outlet_id, day, currency, reason, told_on, first_at, last_at, facts, orders, gross, tax, discount, qty,
    returns, returned, returned_tax, returned_qty, cancelled, cancelled_amount)
values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
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
