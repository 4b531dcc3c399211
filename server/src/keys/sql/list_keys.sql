select id, public_id, name, scope, rights, created_at, revoked_at from api_keys order by id
