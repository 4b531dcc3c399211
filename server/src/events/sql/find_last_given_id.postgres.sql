-- Under the append lock. The newest event is never pruned.
select coalesce(max(id), 0) from events
