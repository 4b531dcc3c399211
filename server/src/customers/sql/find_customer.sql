select id, name from customers where ref = $1
