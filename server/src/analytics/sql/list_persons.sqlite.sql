-- The customers of the rows in a JSON array; Postgres reads JSON in its own way.
select c.id, c.ref, c.name, c.email, c.is_company
from json_each($1) row
join customers c on c.id = row.value
