-- Several processes write, so the sequence gives them out. Those of a group at once.
select nextval(pg_get_serial_sequence('sales', 'id')) from generate_series(1, $1)
