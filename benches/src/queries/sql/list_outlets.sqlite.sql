select o.currency, s.code
from outlets o
join scopes s on s.id = o.outlet_id
where o.currency = (select p.currency from outlets p group by p.currency order by count(*) desc, p.currency limit 1)
order by s.code
