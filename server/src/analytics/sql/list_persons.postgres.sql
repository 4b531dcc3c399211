-- The customers of the rows in a JSON array; SQLite reads JSON in its own way.
select c.id, c.ref, c.name, c.email, c.is_company
from jsonb_array_elements_text($1::jsonb) row
join customers c on c.id = row::bigint
