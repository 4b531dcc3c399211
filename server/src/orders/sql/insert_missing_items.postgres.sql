-- The items as one JSON array, by code, each once, as SQLite takes them.
insert into items (code, name, category, needs_review)
select code, name, category, true
from json_to_recordset(cast($1 as text)::json) as missing (code text, name text, category text)
on conflict (code) do nothing
