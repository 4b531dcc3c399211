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
-- The feed steps over what an import or a fill recorded since the day began, however much that is. The origin stands in the
-- key as well, since SQLite would rather walk the rows themselves than an index that is no more than them.
create index live_events on events (origin, id) where origin = 'live';
create index live_events_by_outlet on events (outlet_id, origin, id) where origin = 'live';

-- The first event of each outlet's business day.
create table day_starts (
    outlet_id bigint not null references outlets (outlet_id),
    day       bigint not null,
    event_id  bigint not null,
    primary key (outlet_id, day)
) without rowid;
