select ref, name, phone, email, is_company from customers where ref > $1 order by ref limit $2
