select item_id, name, qty, total from sale_lines where sale_id = $1 order by line
