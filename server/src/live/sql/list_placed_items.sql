-- The items of one outlet's day by where it belonged at the moment.
select
    s.region_id, s.franchise_id, s.currency, l.item_id,
    cast(sum(l.qty) as bigint) as qty, cast(sum(l.total) as bigint) as amount
from sales s
join sale_lines l on l.sale_id = s.id
left join cancellations c on c.sale_id = s.id
where s.outlet_id = $1 and s.day = $2 and c.id is null
group by s.region_id, s.franchise_id, s.currency, l.item_id
