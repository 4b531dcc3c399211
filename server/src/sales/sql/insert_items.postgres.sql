-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into items (id, code, name, category, needs_review)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[])
