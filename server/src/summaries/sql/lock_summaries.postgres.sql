-- Nobody adds to them meanwhile. In the order in which the ingest group writes them, so that nobody waits in a circle; the
-- embedded database has one writer anyway.
lock table customer_days, item_days, scope_hours, scope_days in share row exclusive mode
