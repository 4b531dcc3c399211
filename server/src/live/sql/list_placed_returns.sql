-- The returns of one outlet's day by where it belonged at the moment.
select
    r.region_id, r.franchise_id, r.currency,
    cast(sum(case when c.id is null then 1 else 0 end) as bigint) as returns,
    cast(sum(case when c.id is null then -r.total else 0 end) as bigint) as returned,
    cast(sum(case when c.id is null then -r.tax else 0 end) as bigint) as returned_tax,
    cast(sum(case when c.id is null then -r.qty else 0 end) as bigint) as returned_qty
from returns r
left join cancellations c on c.return_id = r.id
where r.outlet_id = $1 and r.day = $2
group by r.region_id, r.franchise_id, r.currency
