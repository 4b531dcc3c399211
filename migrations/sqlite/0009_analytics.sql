-- What a customer ever bought, and whether they bought before: `customer_days` itself is ordered by outlet.
create index customer_days_by_customer on customer_days (customer_id, day);
