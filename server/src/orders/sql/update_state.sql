-- Only from the state that was found: another process may have moved it since.
update sales_orders
set state = $3, sent_at = $4, confirmed_at = $5, done_at = $6, cancelled_at = $7
where id = $1 and state = $2
