-- Jobs of one kind that are due, in another order than that of their ids.
with recursive numbers(number) as (select 1 union all select number + 1 from numbers where number < $jobs)
insert into jobs (kind, payload, state, run_at, attempts, max_attempts, created_at)
select $kind, '{}', 'waiting', $now - 1 - number * 2654435761 % 86400000, 0, 10, $now
from numbers
