-- The codes as one JSON array, as SQLite takes them.
select id, code, name, category
from items
where code in (select json_array_elements_text(cast($1 as text)::json))
