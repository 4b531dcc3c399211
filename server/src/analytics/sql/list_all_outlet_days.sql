-- Those behind ($1, $2, $3), at most $4, of wider scopes as well: they are few, and a join would cost the order.
select scope_id, day, currency, orders, gross
from scope_days
where (scope_id, day, currency) > ($1, $2, $3)
order by scope_id, day, currency
limit $4
