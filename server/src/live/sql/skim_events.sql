-- The last event, and how many of those after $1 changed an outlet.
select
    coalesce(max(id), $1),
    cast(coalesce(sum(case when kind = 'outlet.changed' then 1 else 0 end), 0) as bigint)
from events
where id > $1
