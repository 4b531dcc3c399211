-- The franchise network: what there is to sell, where, and who may write. Instants are Unix ms, days are days since 1970-01-01.

create table settings (
    name  text primary key,
    value text not null
) without rowid;

-- One id space for everything that figures are summed by, so that a summary key is one small integer. 1 is the network.
create table scopes (
    id   integer primary key,
    kind text not null check (kind in ('network', 'region', 'franchise', 'outlet')),
    code text not null,
    name text not null,
    unique (kind, code)
);

insert into scopes (id, kind, code, name) values (1, 'network', 'network', 'Network');

create table outlets (
    outlet_id     integer primary key references scopes (id),
    region_id     bigint not null references scopes (id),
    franchise_id  bigint not null references scopes (id),
    time_zone     text not null,
    currency      text not null,
    country       text,
    -- Minutes after midnight at which the business day begins, 0–720.
    cutoff_min    bigint not null default 0,
    opening_hours text,
    is_open       boolean not null default true
);

-- Where outlets belonged before they were moved, and when they left last. What happened before keeps its place.
create table former_memberships (
    outlet_id    bigint not null references outlets (outlet_id),
    region_id    bigint not null references scopes (id),
    franchise_id bigint not null references scopes (id),
    left_at      bigint not null,
    primary key (outlet_id, region_id, franchise_id)
) without rowid;

create table items (
    id           integer primary key,
    code         text not null unique,
    name         text not null,
    category     text,
    needs_review boolean not null default false
);

create table customers (
    id         integer primary key,
    ref        text not null unique,
    name       text,
    phone      text,
    email      text,
    is_company boolean not null default false
);

create table api_keys (
    id         integer primary key,
    public_id  text not null unique,
    name       text not null,
    -- SHA-256 of the secret, hexadecimal. The secret itself is random and long, so it needs no slow hash.
    hash       text not null unique,
    scope      text not null,
    rights     text not null,
    created_at bigint not null,
    revoked_at bigint
);
