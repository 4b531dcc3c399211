select version, day from rewritten_days where version > $1 and version <= $2
