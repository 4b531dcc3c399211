select id, public_id, name, scope, rights, created_at, revoked_at
from api_keys
where hash = $1 and revoked_at is null
