-- Another process must not cancel, replace or return what this group decides on; SQLite has one writer.
select id from sales where uid = any($1) order by id for no key update
