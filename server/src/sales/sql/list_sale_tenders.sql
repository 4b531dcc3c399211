select kind, currency, amount, change, rate
from sale_tenders
where sale_id = $1
order by position
