-- The items as one JSON array, by code, each once; Postgres reads JSON in its own way.
insert into items (code, name, category, needs_review)
select value ->> 'code', value ->> 'name', value ->> 'category', true
from json_each($1)
where true
on conflict (code) do nothing
