delete from scope_hours where cast($1 as bigint) is null or day = $1
