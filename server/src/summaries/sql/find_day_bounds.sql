-- The first and the last day of which there is a fact or a row of a summary: the ends of the indexes, scope by scope. What is no day,
-- as SQLite lets a text be, lies beyond the bounds and hides no other.
select min(day), max(day)
from (
    select
        (select min(t.day) from sales t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) as day
    from scopes s
    union all select (select min(t.day) from returns t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select min(t.day) from scope_days t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select min(t.day) from scope_hours t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select min(t.day) from item_days t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select min(t.day) from customer_days t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all
    select
        (select max(t.day) from sales t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) as day
    from scopes s
    union all select (select max(t.day) from returns t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select max(t.day) from scope_days t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select max(t.day) from scope_hours t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select max(t.day) from item_days t where t.scope_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
    union all select (select max(t.day) from customer_days t where t.outlet_id = s.id and t.day between -2147483648 and 2147483647) from scopes s
) ends
