-- A column of numbers holds nothing else here, as it may in SQLite.
select cast('' as text) as name, cast($1 as bigint) as id where false
