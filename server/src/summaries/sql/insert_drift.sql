insert into drifts (day, at, summary, currency, differing, gross_off) values ($1, $2, $3, $4, $5, $6)
