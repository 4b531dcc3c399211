-- Row by row on the writer's thread; Postgres takes the group's rows as arrays.
insert into customers (id, ref, name, phone, email, is_company)
values ($1, $2, $3, $4, $5, $6)
on conflict (ref) do update set
    name = excluded.name,
    phone = excluded.phone,
    email = excluded.email,
    is_company = excluded.is_company
