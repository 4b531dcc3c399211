select r.uid, r.number, r.recorded_at, r.event_id, r.currency, r.total, r.reason,
       x.cancelled_at, x.event_id as cancel_event_id, x.reason as cancel_reason
from returns r
left join cancellations x on x.return_id = r.id
where r.sale_id = $1
order by r.event_id
