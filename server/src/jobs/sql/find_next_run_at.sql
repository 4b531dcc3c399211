-- SQLite lets a text be here, which is no time and comes after all numbers.
select min(run_at) from jobs where kind = $1 and state = 'waiting' and run_at <= 9223372036854775807
