-- The whole group at once. SQLite asks one at a time.
select id, code, name, category from items where code = any($1)
