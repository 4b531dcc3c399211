-- Outlets are those that stand in the scope now. The page begins after $4 to $8, and $3 is no later than $4.
select r.outlet_id, s.code, r.day, r.currency as moved_currency, r.reason, r.told_on, r.first_at, r.last_at, r.facts, r.orders,
    r.gross, r.tax, r.discount, r.qty, r.returns, r.returned, r.returned_tax, r.returned_qty, r.cancelled, r.cancelled_amount
from restatements r
join outlets o on o.outlet_id = r.outlet_id
join scopes s on s.id = r.outlet_id
where r.day between $2 and $3
  and ($1 = 1 or o.outlet_id = $1 or o.region_id = $1 or o.franchise_id = $1)
  and (r.day <> $4 or (s.code, r.currency, r.told_on, r.reason) > ($5, $6, $7, $8))
order by r.day desc, s.code, r.currency, r.told_on, r.reason
limit $9
