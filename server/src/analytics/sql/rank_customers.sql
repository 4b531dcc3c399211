-- The best customers of each currency from $2 to $3, $4 of each, beside everything they ever bought in the scope in that currency.
-- Names are looked up for those alone who can be among them: equal ones are told apart by their reference.
with bought as (
    select c.customer_id, c.currency, cast(sum(c.orders) as bigint) as orders, cast(sum(c.gross) as bigint) as gross
    from outlets o
    cross join customer_days c
    where c.outlet_id = o.outlet_id and c.day between $2 and $3 and c.orders > 0
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
    group by c.customer_id, c.currency
), candidates as (
    select b.*, rank() over (partition by b.currency order by b.gross desc) as place
    from bought b
), best as (
    select c.customer_id, c.currency, c.orders, c.gross,
        row_number() over (partition by c.currency order by c.gross desc, p.ref) as place
    from candidates c
    join customers p on p.id = c.customer_id
    where c.place <= $4
)
select p.ref, p.name, p.email, p.is_company, b.currency, b.orders, b.gross,
    cast(sum(e.orders) as bigint) as all_orders, cast(sum(e.gross) as bigint) as all_gross,
    min(e.day) as first_day, max(e.day) as last_day
from best b
join customers p on p.id = b.customer_id
join customer_days e on e.customer_id = b.customer_id and e.currency = b.currency and e.orders > 0
join outlets o on o.outlet_id = e.outlet_id and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
where b.place <= $4
group by p.ref, p.name, p.email, p.is_company, b.currency, b.orders, b.gross, b.place
order by b.currency, b.place
