-- Of a whole group's outlets at once, as arrays; SQLite is asked as questions come up. Each the end of the key, and up to which event
-- that is known.
select outlet_id,
    (select min(s.day) from day_starts s where s.outlet_id = asked.outlet_id) as first,
    (select max(s.day) from day_starts s where s.outlet_id = asked.outlet_id) as last,
    coalesce((select max(e.id) from events e), 0) as seen
from unnest($1::bigint[]) as asked (outlet_id)
