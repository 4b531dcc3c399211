select q.id, q.uid, q.number, q.outlet_id, q.region_id, q.franchise_id, q.state, q.created_at, q.utc_offset_min, q.day, q.delivery_day,
    q.recorded_at, q.sent_at, q.confirmed_at, q.done_at, q.cancelled_at, q.currency, q.prices_include_tax, c.ref as customer_ref,
    q.customer_name, q.customer_phone, q.customer_email, q.customer_is_company as is_company, q.total, q.tax, q.discount, q.rounding
from sales_orders q
left join customers c on c.id = q.customer_id
where q.uid = $1
