select id from scopes where kind = $1 and code = $2
