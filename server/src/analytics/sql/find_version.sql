-- What changes whenever a fact of a scope ($1) from $2 to $3 is added or cancelled, or a row is computed again. Customers and items
-- follow outlets that moved here, wherever their earlier sales are counted, so those outlets' rows belong to it.
select count(*),
    coalesce(max(d.refreshed_at), 0),
    cast(coalesce(sum(d.orders), 0) as bigint),
    cast(coalesce(sum(d.cancelled), 0) as bigint),
    cast(coalesce(sum(d.returned), 0) as bigint),
    cast(coalesce(sum(d.returned_tax), 0) as bigint),
    cast(coalesce(sum(d.returned_qty), 0) as bigint),
    (select coalesce(max(f.id), 0) from drifts f)
from scope_days d
where d.day between $2 and $3
    and d.scope_id in (
        select cast($1 as bigint)
        union
        select f.outlet_id
        from former_memberships f
        join outlets o on o.outlet_id = f.outlet_id
        where cast($1 as bigint) in (o.region_id, o.franchise_id)
    )
