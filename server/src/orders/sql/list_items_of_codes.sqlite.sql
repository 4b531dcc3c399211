-- The codes as one JSON array, since each statement costs a hop between threads; Postgres reads JSON in its own way.
select id, code, name, category from items where code in (select value from json_each($1))
