select id, kind, outlet_id, at, origin, payload from events where id > $1 order by id limit $2
