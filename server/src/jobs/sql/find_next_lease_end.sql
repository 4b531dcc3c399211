select min(locked_until) from jobs where state = 'running'
