-- Rows that hold no numbers, as SQLite lets them be, count as nothing.
select count(*), cast(coalesce(sum(compared), 0) as bigint), min(verified_at), max(verified_at)
from day_checks
where verified_at between 0 and 9223372036854775807
