-- Only a database server ends statements that take long.
set local statement_timeout = 0
