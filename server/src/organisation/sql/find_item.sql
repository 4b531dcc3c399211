select id, code, name, category, needs_review from items where code = $1
