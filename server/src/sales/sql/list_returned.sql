-- Uncancelled returns of one sale. Joined, not nested: each has at least one line.
select r.id, r.total, l.item_id, l.qty
from returns r
join return_lines l on l.return_id = r.id
left join cancellations c on c.return_id = r.id
where r.sale_id = $1 and c.id is null
order by r.id, l.line
