select min(id) from events
