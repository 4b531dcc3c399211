delete from scope_days where cast($1 as bigint) is null or day = $1
