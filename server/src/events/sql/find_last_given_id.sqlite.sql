-- For the writer's thread, which gives ids out itself; Postgres looks for the end of the log under the append lock.
-- What `autoincrement` remembers, so that ids of pruned events are not given again.
select coalesce(max(seq), 0) from sqlite_sequence where name = 'events'
