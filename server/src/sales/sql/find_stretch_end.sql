-- The day from $2 to $3 by which $5 entries have come together, counted from the last day back where $4 is -1 and from the first on where
-- it is 1. Of one outlet they are its own; what is listed of a wider scope is looked for among those of the network.
select cast($4 as bigint) * min(n.toward) as day
from (
    select cast($4 as bigint) * t.day as toward,
        sum(sum(t.orders + t.returns + t.cancelled)) over (order by cast($4 as bigint) * t.day) as entries
    from scope_days t
    where t.scope_id = case when exists (select 1 from outlets o where o.outlet_id = cast($1 as bigint)) then $1 else 1 end
        and t.day between $2 and $3
    group by t.day
) n
where n.entries >= cast($5 as bigint)
