-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into events (id, kind, outlet_id, at, origin, payload)
select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[])
