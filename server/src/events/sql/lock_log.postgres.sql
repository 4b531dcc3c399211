-- Postgres lets transactions commit in any order, so appenders queue; SQLite has one writer anyway.
-- Every appender takes this lock, after all its other rows.
select pg_advisory_xact_lock(1543549196)
