select s.id, sum(d.orders), sum(d.gross)
from outlets o
join scopes s on s.id = o.outlet_id
join scope_days d on d.scope_id = o.outlet_id
where d.day between $first and $last
group by s.id
order by sum(d.gross) desc, s.code
limit $most
