delete from day_checks where day = $1
