select item_id, name, qty, total from return_lines where return_id = $1 order by line
