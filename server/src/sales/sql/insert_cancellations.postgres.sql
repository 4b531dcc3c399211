-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into cancellations (sale_id, return_id, reason, cancelled_at, event_id)
select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
