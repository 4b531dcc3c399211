select c.day, c.verified_at, (select max(d.healed_at) from drifts d where d.day = c.day) as healed_at
from day_checks c
order by c.day desc
