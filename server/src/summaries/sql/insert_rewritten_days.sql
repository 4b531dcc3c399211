-- The days from $1 to $2, under the number that the computation has been given.
with recursive days(day) as (
    select cast($1 as bigint)
    union all
    select day + 1 from days where day < $2
)
insert into rewritten_days (version, day)
select cast(s.value as bigint), d.day
from settings s
cross join days d
where s.name = 'summaries_version'
