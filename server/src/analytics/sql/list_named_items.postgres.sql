-- The items of the rows in a JSON array; SQLite reads JSON in its own way.
select i.id, i.code, i.name, i.category
from jsonb_array_elements_text($1::jsonb) row
join items i on i.id = row::bigint
