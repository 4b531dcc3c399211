-- The earliest and the latest day at which the outlets of a scope stand, $1; of those that were within it once where nobody is
-- left.
with standing as (
    select
        (select max(d.day) from day_starts d where d.outlet_id = o.outlet_id) as day,
        case when cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id) then 1 else 0 end as is_member
    from outlets o
    where cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
        or exists (
            select 1 from former_memberships f where f.outlet_id = o.outlet_id and $1 in (f.region_id, f.franchise_id)
        )
)
select min(day), max(day) from standing where is_member = (select max(is_member) from standing)
