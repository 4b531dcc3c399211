-- Ids are given under the lock, not by a sequence, whose numbers could become visible out of order.
insert into events (id, kind, outlet_id, at, origin, payload)
select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5 from events
returning id
