select id, ref from customers
