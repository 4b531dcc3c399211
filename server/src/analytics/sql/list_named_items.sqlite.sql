-- The items of the rows in a JSON array; Postgres reads JSON in its own way.
select i.id, i.code, i.name, i.category
from json_each($1) row
join items i on i.id = row.value
