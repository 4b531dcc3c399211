-- The day $1 of the network, the regions and the franchises.
select d.scope_id, d.day, d.currency, d.orders, d.gross, d.tax, d.discount, d.qty, d.returns, d.returned, d.returned_tax,
    d.returned_qty, d.cancelled, d.cancelled_amount
from scopes s
cross join scope_days d
where s.kind <> 'outlet' and d.scope_id = s.id and d.day = $1
