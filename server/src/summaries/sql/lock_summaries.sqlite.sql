-- Whoever writes to the embedded database is alone.
select 1
