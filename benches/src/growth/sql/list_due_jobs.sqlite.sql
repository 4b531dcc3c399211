select id from jobs where state = 'waiting' order by run_at, id limit $most
