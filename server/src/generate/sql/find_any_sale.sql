select id from sales limit 1
