select id from api_keys where revoked_at is null
