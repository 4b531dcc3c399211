-- Each the end of the key.
select
    (select min(day) from day_starts where outlet_id = $1) as first,
    (select max(day) from day_starts where outlet_id = $1) as last
