select content_hash, number, outlet_id, day, hour, recorded_at, event_id
from sales
where uid = $1
