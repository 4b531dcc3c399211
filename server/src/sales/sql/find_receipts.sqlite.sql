-- One at a time: a statement costs the writer's thread a microsecond. Postgres asks for a whole group at once.
select content_hash, number, event_id, day, hour, recorded_at, false as is_return from sales where uid = $1
union all
select content_hash, number, event_id, day, hour, recorded_at, true from returns where uid = $1
