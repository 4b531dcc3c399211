-- The ledger: sales, returns and cancellations as further facts. Rows are inserted and never changed.

create table sales (
    id                 integer primary key,
    uid                text not null unique,
    content_hash       text not null,
    content_version    bigint not null,
    number             text not null,
    outlet_id          bigint not null references outlets (outlet_id),
    -- Region and franchise of the moment: a later move of the outlet leaves them.
    region_id          bigint not null references scopes (id),
    franchise_id       bigint not null references scopes (id),
    till               text,
    till_seq           bigint,
    cashier            text,
    shift              text,
    sold_at            bigint not null,
    recorded_at        bigint not null,
    day                bigint not null,
    hour               bigint not null,
    utc_offset_min     bigint not null,
    currency           text not null,
    prices_include_tax boolean not null,
    customer_id        bigint references customers (id),
    customer_name      text,
    customer_phone     text,
    customer_email     text,
    customer_is_company boolean not null,
    -- Minor units of the currency; quantity in thousandths.
    total              bigint not null,
    tax                bigint not null,
    discount           bigint not null,
    rounding           bigint not null,
    qty                bigint not null,
    origin             text not null,
    event_id           bigint not null,
    -- The sale this one replaces; one replacement at most.
    replaces_id        bigint unique references sales (id)
);

create index sales_by_outlet_and_day on sales (outlet_id, day);
create index sales_by_event on sales (event_id);

create table sale_lines (
    sale_id      bigint not null references sales (id),
    line       bigint not null,
    item_id    bigint not null references items (id),
    name       text not null,
    category   text,
    qty        bigint not null,
    -- Millionths of the currency's unit.
    unit_price bigint not null,
    discount   bigint not null,
    tax        bigint not null,
    tax_rate   text,
    tax_code   text,
    total      bigint not null,
    primary key (sale_id, line)
) without rowid;

create table sale_tenders (
    sale_id    bigint not null references sales (id),
    position bigint not null,
    kind     text not null,
    currency text not null,
    amount   bigint not null,
    change   bigint not null,
    -- Units of the sale's currency for one of this row's, as sent; null when they are the same.
    rate     text,
    primary key (sale_id, position)
) without rowid;

create table returns (
    id                 integer primary key,
    uid                text not null unique,
    content_hash       text not null,
    content_version    bigint not null,
    number             text not null,
    outlet_id          bigint not null references outlets (outlet_id),
    -- Region and franchise of the moment: a later move of the outlet leaves them.
    region_id          bigint not null references scopes (id),
    franchise_id       bigint not null references scopes (id),
    till               text,
    till_seq           bigint,
    cashier            text,
    shift              text,
    returned_at            bigint not null,
    recorded_at        bigint not null,
    day                bigint not null,
    hour               bigint not null,
    utc_offset_min     bigint not null,
    currency           text not null,
    prices_include_tax boolean not null,
    customer_id        bigint references customers (id),
    customer_name      text,
    customer_phone     text,
    customer_email     text,
    customer_is_company boolean not null,
    -- Minor units of the currency; quantity in thousandths.
    total              bigint not null,
    tax                bigint not null,
    discount           bigint not null,
    rounding           bigint not null,
    qty                bigint not null,
    origin             text not null,
    event_id           bigint not null,
    sale_id            bigint references sales (id),
    reason             text not null
);

create index returns_by_outlet_and_day on returns (outlet_id, day);
create index returns_by_event on returns (event_id);
create index returns_by_sale on returns (sale_id);

create table return_lines (
    return_id      bigint not null references returns (id),
    line       bigint not null,
    item_id    bigint not null references items (id),
    name       text not null,
    category   text,
    qty        bigint not null,
    -- Millionths of the currency's unit.
    unit_price bigint not null,
    discount   bigint not null,
    tax        bigint not null,
    tax_rate   text,
    tax_code   text,
    total      bigint not null,
    primary key (return_id, line)
) without rowid;

create table return_tenders (
    return_id    bigint not null references returns (id),
    position bigint not null,
    kind     text not null,
    currency text not null,
    amount   bigint not null,
    change   bigint not null,
    -- Units of the sale's currency for one of this row's, as sent; null when they are the same.
    rate     text,
    primary key (return_id, position)
) without rowid;

create table cancellations (
    id           integer primary key,
    sale_id      bigint unique references sales (id),
    return_id    bigint unique references returns (id),
    reason       text not null,
    cancelled_at bigint not null,
    event_id     bigint not null,
    check ((sale_id is null) <> (return_id is null))
);
