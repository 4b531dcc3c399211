-- The whole group at once. SQLite asks one at a time, and has one writer: here the rows are kept from others.
select id, ref, name, phone, email, is_company from customers where ref = any($1) order by ref for no key update
