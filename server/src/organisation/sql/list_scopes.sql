select id, kind, code, name from scopes order by id
