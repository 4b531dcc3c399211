-- Each state has an index of its own, so that jobs that are done, which are nearly all, are not read.
select kind,
    cast(sum(waiting) as bigint) as waiting,
    cast(sum(running) as bigint) as running,
    cast(sum(dead) as bigint) as dead
from (
    select kind, count(*) as waiting, 0 as running, 0 as dead from jobs where state = 'waiting' group by kind
    union all
    select kind, 0, count(*), 0 from jobs where state = 'running' group by kind
    union all
    select kind, 0, 0, count(*) from jobs where state = 'dead' group by kind
) counted
group by kind
order by kind
