-- Additive sums of the ledger, changed in the transaction of the fact that changes them.
-- net = gross - tax and returned_net = returned - returned_tax always, so neither is kept. Returned figures are <= 0.
-- SQLite turns a sum beyond 64 bits into a float, which the checks refuse; Postgres refuses it by itself.

create table scope_days (
    scope_id         bigint not null references scopes (id),
    day              bigint not null,
    currency         text not null,
    orders           bigint not null,
    gross            bigint not null,
    tax              bigint not null,
    discount         bigint not null,
    qty              bigint not null,
    returns          bigint not null,
    returned         bigint not null,
    returned_tax     bigint not null,
    returned_qty     bigint not null,
    cancelled        bigint not null,
    cancelled_amount bigint not null,
    primary key (scope_id, day, currency),
    check (
        typeof(gross) = 'integer' and typeof(tax) = 'integer' and typeof(discount) = 'integer' and
        typeof(qty) = 'integer' and typeof(returned) = 'integer' and typeof(returned_tax) = 'integer'
        and typeof(returned_qty) = 'integer' and typeof(cancelled_amount) = 'integer'
    )
) without rowid;

create table scope_hours (
    scope_id bigint not null references scopes (id),
    day      bigint not null,
    hour     bigint not null,
    currency text not null,
    orders   bigint not null,
    gross    bigint not null,
    primary key (scope_id, day, hour, currency),
    check (
        typeof(gross) = 'integer'
    )
) without rowid;

-- Of outlets and of the network; a region's or franchise's are read from its outlets'.
create table item_days (
    scope_id bigint not null references scopes (id),
    day      bigint not null,
    item_id  bigint not null references items (id),
    currency text not null,
    qty      bigint not null,
    amount   bigint not null,
    primary key (scope_id, day, item_id, currency),
    check (
        typeof(qty) = 'integer' and typeof(amount) = 'integer'
    )
) without rowid;

create table customer_days (
    outlet_id   bigint not null references outlets (outlet_id),
    day         bigint not null,
    customer_id bigint not null references customers (id),
    currency    text not null,
    orders      bigint not null,
    gross       bigint not null,
    primary key (outlet_id, day, customer_id, currency),
    check (
        typeof(gross) = 'integer'
    )
) without rowid;
