-- The key is `autoincrement`: an id is never given twice, even after the end of the log was pruned.
insert into events (kind, outlet_id, at, origin, payload) values ($1, $2, $3, $4, $5)
returning id
