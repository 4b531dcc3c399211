select kind, currency, amount, change, rate
from return_tenders
where return_id = $1
order by position
