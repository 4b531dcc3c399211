delete from scope_days where scope_id in (select id from scopes) and day between $1 and $2
