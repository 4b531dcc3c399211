-- Only an embedded database leaves its log to us.
pragma wal_checkpoint(passive)
