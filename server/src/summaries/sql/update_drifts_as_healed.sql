update drifts set healed_at = $2 where day = $1 and healed_at is null
