-- The entries of one customer, in the order in which the ledger lists them.
create index sales_by_customer on sales (customer_id, event_id) where customer_id is not null;
create index returns_by_customer on returns (customer_id, event_id) where customer_id is not null;
