-- SQLite lets a text be here, which is no time and comes after all numbers.
select min(locked_until) from jobs where state = 'running' and locked_until <= 9223372036854775807
