-- $1: the scope; $2: the day.
select
    t.scope_id as outlet_id, t.day, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty,
    t.returns, t.returned, t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount
from scope_days t
where t.scope_id = $1 and t.day = $2
