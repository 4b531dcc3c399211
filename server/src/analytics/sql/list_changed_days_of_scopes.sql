-- The summaries of the network's, the region's and the franchise's day that any fact after the event $1 up to $2 is of: those of the
-- moment, which a later move of the outlet left.
with facts as materialized (
    select region_id, franchise_id, day from sales where event_id > $1 and event_id <= $2
    union
    select region_id, franchise_id, day from returns where event_id > $1 and event_id <= $2
    union
    select s.region_id, s.franchise_id, s.day
    from cancellations c
    join sales s on s.id = c.sale_id
    where c.event_id > $1 and c.event_id <= $2
    union
    select r.region_id, r.franchise_id, r.day
    from cancellations c
    join returns r on r.id = c.return_id
    where c.event_id > $1 and c.event_id <= $2
),
touched as (
    select region_id as scope_id, day from facts
    union
    select franchise_id, day from facts
    union
    select 1, day from facts
)
select d.scope_id, d.day, d.currency, d.orders, d.gross, d.tax, d.discount, d.qty, d.returns, d.returned, d.returned_tax,
    d.returned_qty, d.cancelled, d.cancelled_amount
from touched t
cross join scope_days d
where d.scope_id = t.scope_id and d.day = t.day
