select e.day, e.currency, e.total, e.tax, e.qty, c.id is not null as is_cancelled
from returns e
left join cancellations c on c.return_id = e.id
