-- Entries of a customer ($1), at most $2 of each kind: enough to tell who has few.
select (select count(*) from (select 1 from sales where customer_id = $1 limit $2) s)
    + (select count(*) from (select 1 from returns where customer_id = $1 limit $2) r)
