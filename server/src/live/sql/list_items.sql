select id, code, name from items where id between $1 and $2
