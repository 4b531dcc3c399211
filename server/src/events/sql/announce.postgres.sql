-- Wakes the other processes at commit; SQLite's poll the file.
select pg_notify('scoopjoy_events', cast($1 as text))
