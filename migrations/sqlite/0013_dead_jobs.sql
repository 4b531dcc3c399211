-- What was given up is counted each time somebody looks at it, beside all that was done in months.
create index dead_jobs on jobs (kind) where state = 'dead';
