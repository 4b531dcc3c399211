-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into customers (id, ref, name, phone, email, is_company)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
on conflict (ref) do update set
    name = excluded.name,
    phone = excluded.phone,
    email = excluded.email,
    is_company = excluded.is_company
