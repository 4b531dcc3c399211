-- Only a database server can be a standby, or be made read-only by whoever guards its disk.
select not pg_is_in_recovery() and not current_setting('default_transaction_read_only')::boolean
