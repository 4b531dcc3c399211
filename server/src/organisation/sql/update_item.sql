update items set name = $2, category = $3, needs_review = $4 where id = $1
