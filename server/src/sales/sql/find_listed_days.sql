-- First and last day from $2 to $3 with a row of the scope $1 or, where $4 is 1, of an outlet that stands in it now: two looks into the
-- key for each. A fact that was cancelled leaves its row.
select min((select min(t.day) from scope_days t where t.scope_id = s.id and t.day between $2 and $3)) as earliest,
    max((select max(t.day) from scope_days t where t.scope_id = s.id and t.day between $2 and $3)) as latest
from scopes s
where s.id = cast($1 as bigint)
    or (cast($4 as bigint) = 1 and exists (select 1 from outlets o where o.outlet_id = s.id and $1 in (o.region_id, o.franchise_id)))
