-- The whole group at once. SQLite asks one at a time.
select id, ref, name, phone, email, is_company from customers where ref = any($1)
