delete from drifts
where id in (select id from drifts where at < $1 order by id limit $2)
