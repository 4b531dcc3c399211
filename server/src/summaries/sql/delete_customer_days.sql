delete from customer_days where outlet_id in (select outlet_id from outlets) and day between $1 and $2
