update jobs set locked_until = $4 where id = $1 and locked_by = $2 and attempts = $3 and state = 'running'
