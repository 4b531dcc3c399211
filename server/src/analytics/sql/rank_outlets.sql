-- The best outlets of each currency, of those that stand in the scope now. The cross join keeps SQLite from walking all days.
select outlet_id, currency, orders, gross
from (
    select t.scope_id as outlet_id, t.currency, cast(sum(t.orders) as bigint) as orders, cast(sum(t.gross) as bigint) as gross,
        row_number() over (partition by t.currency order by sum(t.gross) desc, s.code) as place
    from outlets o
    cross join scope_days t
    join scopes s on s.id = o.outlet_id
    where t.scope_id = o.outlet_id and t.day between $2 and $3
        and cast($1 as bigint) in (1, o.outlet_id, o.region_id, o.franchise_id)
    group by t.scope_id, s.code, t.currency
    having sum(t.orders) > 0
) ranked
where place <= $4
order by currency, place
