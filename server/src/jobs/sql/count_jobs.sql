select kind,
    cast(sum(case when state = 'waiting' then 1 else 0 end) as bigint) as waiting,
    cast(sum(case when state = 'running' then 1 else 0 end) as bigint) as running,
    cast(sum(case when state = 'dead' then 1 else 0 end) as bigint) as dead
from jobs
where state in ('waiting', 'running', 'dead')
group by kind
order by kind
