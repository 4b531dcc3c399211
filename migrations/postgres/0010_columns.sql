-- What was cancelled since an event: the columns in memory follow the log.
create index cancellations_by_event on cancellations (event_id);
