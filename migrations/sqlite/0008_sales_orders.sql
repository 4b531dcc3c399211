-- Quotes and sales orders: a quote from its first state on, an order once it was confirmed. What was ordered never changes, its state
-- only moves on.

create table sales_orders (
    id                  integer primary key,
    uid                 text not null unique,
    content_hash        text not null,
    content_version     bigint not null,
    number              text not null,
    outlet_id           bigint not null references outlets (outlet_id),
    -- Region and franchise of the moment: a later move of the outlet leaves them.
    region_id           bigint not null references scopes (id),
    franchise_id        bigint not null references scopes (id),
    -- draft, sent, confirmed, done or cancelled.
    state               text not null,
    -- When the sender made it, and the outlet's business day of that instant.
    created_at          bigint not null,
    utc_offset_min      bigint not null,
    day                 bigint not null,
    delivery_day        bigint,
    recorded_at         bigint not null,
    -- When the state was learned of; null for one that it never was in, as far as is known. What is done was confirmed.
    sent_at             bigint,
    confirmed_at        bigint,
    done_at             bigint,
    cancelled_at        bigint,
    currency            text not null,
    prices_include_tax  boolean not null,
    customer_id         bigint references customers (id),
    customer_name       text,
    customer_phone      text,
    customer_email      text,
    customer_is_company boolean not null,
    -- Minor units of the currency.
    total               bigint not null,
    tax                 bigint not null,
    discount            bigint not null,
    rounding            bigint not null
);

-- Counting reads nothing else.
create index sales_orders_by_outlet_and_day on sales_orders (outlet_id, day, confirmed_at);

create table sales_order_lines (
    order_id   bigint not null references sales_orders (id),
    line       bigint not null,
    item_id    bigint not null references items (id),
    name       text not null,
    category   text,
    -- Thousandths.
    qty        bigint not null,
    -- Millionths of the currency's unit.
    unit_price bigint not null,
    discount   bigint not null,
    tax        bigint not null,
    tax_rate   text,
    tax_code   text,
    total      bigint not null,
    primary key (order_id, line)
) without rowid;
