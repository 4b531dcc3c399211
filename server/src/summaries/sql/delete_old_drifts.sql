-- What is not healed yet stays told, however old it is.
delete from drifts
where id in (select id from drifts where at < $1 and healed_at is not null order by id limit $2)
