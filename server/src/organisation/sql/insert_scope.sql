insert into scopes (kind, code, name) values ($1, $2, $3) returning id
