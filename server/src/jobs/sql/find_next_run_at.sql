select min(run_at) from jobs where kind = $1 and state = 'waiting'
