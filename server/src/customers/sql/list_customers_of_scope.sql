select c.ref, c.name, c.phone, c.email, c.is_company
from customers c
where c.ref > $1
  and c.id in (
      select d.customer_id
      from customer_days d
      join outlets o on o.outlet_id = d.outlet_id
      where d.orders > 0 and (o.outlet_id = $3 or o.region_id = $3 or o.franchise_id = $3)
  )
order by c.ref
limit $2
