-- Wakes the other processes at commit, with the id of the last event.
select pg_notify('scoopjoy_events', cast(cast($1 as bigint) as text))
