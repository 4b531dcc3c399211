-- As lock_sales, and after it.
select id from returns where uid = any($1) order by id for no key update
