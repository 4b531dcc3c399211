-- Under the append lock: the newest event, which is never pruned, and whether somebody has begun a day of one of the outlets after event $1.
-- SQLite has one writer, in whose transaction nobody can.
select
    coalesce((select max(id) from events), 0),
    exists (select 1 from events where id > $1 and kind = 'outlet.day_started' and outlet_id = any($2::bigint[]))
