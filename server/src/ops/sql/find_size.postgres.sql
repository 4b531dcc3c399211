-- Files of its own, which it adds up itself.
select pg_database_size(current_database())
