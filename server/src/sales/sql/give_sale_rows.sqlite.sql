-- The writer's thread gives ids out itself, from this one on.
select coalesce(max(id), 0) + 1 from sales
