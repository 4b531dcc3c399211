-- The whole group at once: a round trip costs more than the rows. SQLite asks one at a time.
select uid, content_hash, number, event_id, day, hour, recorded_at, false as is_return from sales where uid = any($1)
union all
select uid, content_hash, number, event_id, day, hour, recorded_at, true from returns where uid = any($1)
