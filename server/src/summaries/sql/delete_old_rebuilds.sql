delete from rebuilds
where id in (select id from rebuilds where told_at < $1 order by id limit $2)
