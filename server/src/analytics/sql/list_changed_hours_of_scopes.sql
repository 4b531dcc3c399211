-- As list_changed_days_of_scopes, of hours; returns have none.
with facts as materialized (
    select region_id, franchise_id, day from sales where event_id > $1 and event_id <= $2
    union
    select s.region_id, s.franchise_id, s.day
    from cancellations c
    join sales s on s.id = c.sale_id
    where c.event_id > $1 and c.event_id <= $2
),
touched as (
    select region_id as scope_id, day from facts
    union
    select franchise_id, day from facts
    union
    select 1, day from facts
)
select h.scope_id, h.day, h.hour, h.currency, h.orders, h.gross
from touched t
cross join scope_hours h
where h.scope_id = t.scope_id and h.day = t.day
