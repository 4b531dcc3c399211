select l.sale_id, l.item_id, l.qty, l.total from sale_lines l
