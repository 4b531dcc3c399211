-- SQLite cannot announce a commit, so it is asked; on Postgres a listener waits.
pragma data_version
