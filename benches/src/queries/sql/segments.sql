-- The customers of each currency by what they are worth: the best tenth (1), the next two (2), the rest (3), and the five best of each.
with bought as (
    select customer_id, currency, count(*) as orders, cast(sum(total) as bigint) as gross
    from sold
    where day between $first and $last and customer_id is not null and not is_cancelled
    group by customer_id, currency
), placed as (
    select b.*,
        row_number() over (partition by b.currency order by b.gross desc) as place,
        count(*) over (partition by b.currency) as customers
    from bought b
), cuts as (
    -- The n/10th and the 3n/10th, rounded up, without a division: the engines divide integers differently.
    select currency,
        max(case when 10 * place >= customers and 10 * place < customers + 10 then gross end) as high_gross,
        max(case when 10 * place >= 3 * customers and 10 * place < 3 * customers + 10 then gross end) as medium_gross
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
    select s.*, r.ref, row_number() over (partition by s.currency, s.value order by s.gross desc, r.ref) as own_place
    from summed s
    join customer_refs r on r.customer_id = s.customer_id
    where s.place <= 5
)
select b.currency, b.value,
    case b.value when 1 then b.high_gross when 2 then b.medium_gross end as from_gross,
    b.customers, b.segment_gross, b.ref, b.orders, b.gross
from best b
where b.own_place <= 5
order by b.currency, b.value, b.own_place
