select count(*) from drifts where healed_at is null
