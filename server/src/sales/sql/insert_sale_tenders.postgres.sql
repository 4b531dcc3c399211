-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into sale_tenders (sale_id, position, kind, currency, amount, change, rate)
select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
    $7::text[])
