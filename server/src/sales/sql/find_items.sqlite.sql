-- One at a time, and most are remembered. Postgres asks for a whole group at once.
select id, name, category from items where code = $1
