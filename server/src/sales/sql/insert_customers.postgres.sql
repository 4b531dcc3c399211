-- The rows of a group as arrays, one for each column; SQLite takes them row by row.
insert into customers (id, ref, name, phone, email, is_company)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
on conflict (ref) do update set
    -- Another process may have made the customer since this one looked: what was not said here stays.
    name = coalesce(excluded.name, customers.name),
    phone = coalesce(excluded.phone, customers.phone),
    email = coalesce(excluded.email, customers.email),
    is_company = excluded.is_company
