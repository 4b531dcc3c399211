delete from jobs
where id in (select id from jobs where finished_at < $1 order by finished_at limit $2)
