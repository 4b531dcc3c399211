-- What the days of a scope ($1) from $2 to $3 come to at each place, step and currency, at most $10 rows in no order. Places ($4) are
-- the scope itself (none), the network's regions or franchises, or the outlets that stand in it now. Days go up in steps of $6 that are told by
-- their first day, of which one lies $5 before day 0, and again every $7. $8 is a currency, or none for all; $9 has a bit for each day
-- of the week, Monday's the lowest; day 0 was a Thursday. The cross join keeps SQLite from walking all days.
with places as (
    select cast($1 as bigint) as scope_id
    where cast($4 as text) = 'none'
    union all
    select s.id
    from scopes s
    where cast($1 as bigint) = 1 and cast($4 as text) in ('region', 'franchise') and s.kind = cast($4 as text)
    union all
    select o.outlet_id
    from outlets o
    where cast($4 as text) = 'outlet' and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
), found as (
    select t.scope_id, ((t.day + $5) / $6 * $6 - $5) % $7 as step, t.currency, t.orders, t.gross, t.tax, t.discount, t.qty, t.returns,
        t.returned, t.returned_tax, t.returned_qty, t.cancelled, t.cancelled_amount
    from places p
    cross join scope_days t
    where t.scope_id = p.scope_id and t.day between $2 and $3
        and cast($8 as text) in ('', t.currency)
        and (cast($9 as bigint) >> cast((t.day + 3) % 7 as integer)) % 2 = 1
)
select scope_id, step, currency,
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
from found
group by scope_id, step, currency
limit $10
