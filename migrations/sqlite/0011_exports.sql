-- The files of figures that were handed out: when a day changes, this says who holds the old one. Instants are Unix ms, days are days
-- since 1970-01-01.

-- A row for all that an address gave within one minute, however often it was asked for.
create table exports (
    id             integer primary key,
    -- What gives the file anew: scope, first and last day, and everything else that was asked for.
    address        text not null,
    -- Of `first_as_of`.
    minute         bigint not null,
    title          text not null,
    format         text not null check (format in ('csv', 'xlsx')),
    scope_id       bigint not null references scopes (id),
    -- The days that the figures are made of; where they are compared with others, those as well.
    from_day       bigint not null,
    to_day         bigint not null,
    other_from_day bigint,
    other_to_day   bigint,
    -- A bit for each day of the week, Monday's the lowest.
    weekdays       bigint not null,
    -- Null for figures of every currency.
    currency       text,
    -- What the first and the last of the files state: everything that was committed by then is in them.
    first_as_of    bigint not null,
    last_as_of     bigint not null,
    -- When the first and the last of them went out, and how many did.
    asked_at       bigint not null,
    last_asked_at  bigint not null,
    times          bigint not null,
    -- Of the first.
    file_name      text not null,
    row_count      bigint not null
);

-- The same again is counted here, and so is what went out within a day; what is old ends here.
create unique index exports_by_minute on exports (minute, address);
-- What was handed out of an outlet, or of what it stands in, before it changed.
create index exports_by_scope on exports (scope_id, minute);
-- Whether the same was asked for again.
create index exports_by_address on exports (address, minute);
