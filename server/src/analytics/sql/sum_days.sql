-- Of each currency all that happened in a scope ($1) from $2 to $3.
select currency,
    cast(sum(orders) as bigint) as orders,
    cast(sum(gross) as bigint) as gross,
    cast(sum(tax) as bigint) as tax,
    cast(sum(discount) as bigint) as discount,
    cast(sum(qty) as bigint) as qty,
    cast(sum(returns) as bigint) as returns,
    cast(sum(returned) as bigint) as returned,
    cast(sum(returned_tax) as bigint) as returned_tax,
    cast(sum(returned_qty) as bigint) as returned_qty,
    cast(sum(cancelled) as bigint) as cancelled,
    cast(sum(cancelled_amount) as bigint) as cancelled_amount
from scope_days
where scope_id = $1 and day between $2 and $3
group by currency
order by currency
