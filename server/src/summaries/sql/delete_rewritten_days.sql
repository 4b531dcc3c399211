-- All but those of the last $1 computations.
delete from rewritten_days
where version <= (select cast(value as bigint) from settings where name = 'summaries_version') - $1
