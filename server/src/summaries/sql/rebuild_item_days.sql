-- As rebuild_scope_days, for outlets and the network.
insert into item_days (scope_id, day, item_id, currency, qty, amount)
select s.id, f.day, f.item_id, f.currency, cast(sum(f.qty) as bigint), cast(sum(f.amount) as bigint)
from (
    select e.outlet_id, e.day, l.item_id, e.currency,
        sum(case when c.id is null then l.qty else 0 end) as qty,
        sum(case when c.id is null then l.total else 0 end) as amount
    from outlets o
    cross join sales e
    cross join sale_lines l
    left join cancellations c on c.sale_id = e.id
    where e.outlet_id = o.outlet_id and e.day between $1 and $2 and l.sale_id = e.id
    group by e.outlet_id, e.day, l.item_id, e.currency
) f
join scopes s on s.id in (1, f.outlet_id)
group by s.id, f.day, f.item_id, f.currency
