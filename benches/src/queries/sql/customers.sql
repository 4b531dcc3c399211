-- Distinct customers, and those among them who had bought nothing before.
select count(*) as customers, cast(coalesce(sum(case when first_day >= $first then 1 else 0 end), 0) as bigint) as new_customers
from (
    select customer_id, min(day) as first_day, max(day) as last_day
    from ever_sold
    where day <= $last and customer_id is not null and not is_cancelled
    group by customer_id
) bought
where last_day >= $first
