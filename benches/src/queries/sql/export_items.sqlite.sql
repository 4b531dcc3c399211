select id, code from items
