-- The ten best customers of each currency, beside everything they ever bought in it.
with bought as (
    select customer_id, currency, count(*) as orders, cast(sum(total) as bigint) as gross
    from sold
    where day between $first and $last and customer_id is not null and not is_cancelled
    group by customer_id, currency
), candidates as (
    select b.*, rank() over (partition by b.currency order by b.gross desc) as place
    from bought b
), ranked as (
    select c.customer_id, r.ref, c.currency, c.orders, c.gross,
        row_number() over (partition by c.currency order by c.gross desc, r.ref) as place
    from candidates c
    join customer_refs r on r.customer_id = c.customer_id
    where c.place <= 10
), lifetimes as (
    select customer_id, currency, count(*) as orders, cast(sum(total) as bigint) as gross,
        min(day) as first_day, max(day) as last_day
    from ever_sold
    where not is_cancelled and customer_id in (select customer_id from ranked where place <= 10)
    group by customer_id, currency
)
select b.ref, b.currency, b.orders, b.gross, l.orders as all_orders, l.gross as all_gross, l.first_day, l.last_day
from ranked b
join lifetimes l on l.customer_id = b.customer_id and l.currency = b.currency
where b.place <= 10
order by b.currency, b.place
