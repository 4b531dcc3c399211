delete from exports
where id in (select id from exports where minute < $1 order by minute limit $2)
