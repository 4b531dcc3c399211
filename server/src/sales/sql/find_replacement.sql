select uid, number, recorded_at, event_id
from sales
where replaces_id = $1
