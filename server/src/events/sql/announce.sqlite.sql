-- Whoever reads the log of a file asks for its data version; Postgres tells its listeners.
select $1
