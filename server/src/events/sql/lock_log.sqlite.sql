-- SQLite has one writer, so there is nothing to lock; on Postgres appenders take an advisory lock.
select 1
