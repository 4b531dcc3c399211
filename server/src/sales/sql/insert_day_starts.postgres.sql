-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into day_starts (outlet_id, day, event_id)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])
