-- What was not said stays as it was. $5: null where nobody said.
insert into customers (ref, name, phone, email, is_company)
values ($1, $2, $3, $4, coalesce($5, false))
on conflict (ref) do update set
    name = coalesce(excluded.name, customers.name),
    phone = coalesce(excluded.phone, customers.phone),
    email = coalesce(excluded.email, customers.email),
    is_company = coalesce($5, customers.is_company)
returning id, is_company
