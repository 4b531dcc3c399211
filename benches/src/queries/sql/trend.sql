-- All that happened, by day and currency.
select day, currency,
    cast(sum(orders) as bigint) as orders, cast(sum(gross) as bigint) as gross, cast(sum(tax) as bigint) as tax,
    cast(sum(discount) as bigint) as discount, cast(sum(qty) as bigint) as qty,
    cast(sum(returns) as bigint) as returns, cast(sum(returned) as bigint) as returned,
    cast(sum(returned_tax) as bigint) as returned_tax, cast(sum(returned_qty) as bigint) as returned_qty,
    cast(sum(cancelled) as bigint) as cancelled, cast(sum(cancelled_amount) as bigint) as cancelled_amount
from (
    select day, currency,
        sum(case when is_cancelled then 0 else 1 end) as orders,
        sum(case when is_cancelled then 0 else total end) as gross,
        sum(case when is_cancelled then 0 else tax end) as tax,
        sum(case when is_cancelled then 0 else discount end) as discount,
        sum(case when is_cancelled then 0 else qty end) as qty,
        0 as returns, 0 as returned, 0 as returned_tax, 0 as returned_qty,
        sum(case when is_cancelled then 1 else 0 end) as cancelled,
        sum(case when is_cancelled then total else 0 end) as cancelled_amount
    from sold
    where day between $first and $last
    group by day, currency
    union all
    select day, currency, 0, 0, 0, 0, 0,
        sum(case when is_cancelled then 0 else 1 end),
        sum(case when is_cancelled then 0 else -total end),
        sum(case when is_cancelled then 0 else -tax end),
        sum(case when is_cancelled then 0 else -qty end),
        0, 0
    from returned
    where day between $first and $last
    group by day, currency
) facts
group by day, currency
order by day, currency
