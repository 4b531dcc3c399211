select id, content_hash, number, state, day, recorded_at, sent_at, confirmed_at, done_at, cancelled_at
from sales_orders
where uid = $1
