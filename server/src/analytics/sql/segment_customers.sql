-- The customers of each currency from $2 to $3 by what they are worth: 1 are those whose gross reaches that of the n/10th, rounded up,
-- 2 those below that reach that of the 3n/10th, 3 the rest. A row for each of the $4 best of a segment, with the segment's sums.
with bought as (
    select c.customer_id, c.currency, cast(sum(c.orders) as bigint) as orders, cast(sum(c.gross) as bigint) as gross
    from outlets o
    cross join customer_days c
    where c.outlet_id = o.outlet_id and c.day between $2 and $3 and c.orders > 0
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
    group by c.customer_id, c.currency
), placed as (
    select b.*,
        row_number() over (partition by b.currency order by b.gross desc) as place,
        count(*) over (partition by b.currency) as customers
    from bought b
), cuts as (
    select currency,
        max(case when place = (customers + 9) / 10 then gross end) as high_gross,
        max(case when place = (3 * customers + 9) / 10 then gross end) as medium_gross
    from placed
    group by currency
), valued as (
    select b.*, c.high_gross, c.medium_gross,
        case when b.gross >= c.high_gross then 1 when b.gross >= c.medium_gross then 2 else 3 end as value
    from bought b
    join cuts c on c.currency = b.currency
), summed as (
    select v.*,
        rank() over (partition by v.currency, v.value order by v.gross desc) as place,
        count(*) over (partition by v.currency, v.value) as customers,
        cast(sum(v.gross) over (partition by v.currency, v.value) as bigint) as segment_gross
    from valued v
), best as (
    select s.*, p.ref, p.name, p.email, p.is_company,
        row_number() over (partition by s.currency, s.value order by s.gross desc, p.ref) as own_place
    from summed s
    join customers p on p.id = s.customer_id
    where s.place <= $4
)
select b.currency, cast(b.value as bigint) as value, b.high_gross, b.medium_gross, b.customers, b.segment_gross,
    b.ref, b.name, b.email, b.is_company, b.orders, b.gross
from best b
where b.own_place <= $4
order by b.currency, b.value, b.own_place
