insert into items (code, name, category, needs_review) values ($1, $2, $3, $4) returning id
