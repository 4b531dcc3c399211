-- What is known of how the summaries and the ledger compare, and how days changed after they were told. Instants are Unix ms.

-- The last comparison of a day in which every row was what the ledger gives.
create table day_checks (
    day         bigint primary key,
    -- Taken from the clock before the state that was looked at.
    verified_at bigint not null,
    -- Rows that were compared.
    compared    bigint not null
) without rowid;

-- Days that were found to differ, a row for each summary and currency.
create table drifts (
    id        integer primary key,
    day       bigint not null,
    at        bigint not null,
    -- The table of the rows.
    summary   text not null,
    currency  text not null,
    -- Rows that were wrong, missing or too many.
    differing bigint not null,
    -- How far their gross was off, in minor units, whichever way.
    gross_off bigint not null,
    healed_at bigint
);

create index drifts_by_day on drifts (day);

-- Runs of `scoopjoy rebuild`.
create table rebuilds (
    id           integer primary key,
    from_day     bigint not null,
    to_day       bigint not null,
    outlet_id    bigint references outlets (outlet_id),
    is_dry_run   boolean not null,
    started_at   bigint not null,
    -- Written after each day.
    told_at      bigint not null,
    finished_at  bigint,
    days_total   bigint not null,
    days_done    bigint not null,
    days_changed bigint not null,
    rows_changed bigint not null
);

-- What a day changed by after its outlet had begun a later one: added up, so that the figure as it was told and these are the
-- figure now.
create table restatements (
    outlet_id        bigint not null references outlets (outlet_id),
    day              bigint not null,
    currency         text not null,
    reason           text not null check (reason in ('sale', 'return', 'cancellation', 'drift')),
    -- The day at which the outlet stood when the change came to be known.
    told_on          bigint not null,
    first_at         bigint not null,
    last_at          bigint not null,
    -- None where the summary was wrong.
    facts            bigint not null,
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
    primary key (outlet_id, day, currency, reason, told_on)
) without rowid;

create index restatements_by_day on restatements (day);
