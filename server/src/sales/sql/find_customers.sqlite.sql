-- One at a time, and most are remembered. Postgres asks for a whole group at once.
select id, name, phone, email, is_company from customers where ref = $1
