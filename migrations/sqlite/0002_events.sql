-- The event log. Ids grow in commit order: whoever appends holds the write lock (Postgres: an advisory lock).
create table events (
    id        integer primary key autoincrement,
    kind      text not null,
    outlet_id bigint not null references outlets (outlet_id),
    at        bigint not null,
    -- `live`, `import` or `generate`: only live facts enter the current feed.
    origin    text not null,
    payload   text not null
);

create index events_by_outlet on events (outlet_id, id);

-- The first event of each outlet's business day.
create table day_starts (
    outlet_id bigint not null references outlets (outlet_id),
    day       bigint not null,
    event_id  bigint not null,
    primary key (outlet_id, day)
) without rowid;
