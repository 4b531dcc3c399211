-- The minute of the row that another one ($1, $2) waits for: the $4-th after the newest of those later than $3. None where there are
-- fewer, or where the row is there already.
select e.minute
from exports e
where e.minute > $3 and not exists (select 1 from exports k where k.minute = $2 and k.address = $1)
order by e.minute desc
limit 1 offset $4
