insert into api_keys (public_id, name, hash, scope, rights, created_at) values ($1, $2, $3, $4, $5, $6)
