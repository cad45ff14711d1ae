-- The chain: one row for each item, and the end of it.
create table about (
    one     bigint not null primary key check (one = 1),
    store   bytea  not null,
    demo    bigint not null,
    root    bigint not null,
    number  bigint not null,
    hash    bytea  not null
);
create table item (
    number  bigint not null primary key,
    erases  bigint not null,
    keys    bytea  not null,
    sealed  bytea  not null,
    digest  bytea  not null,
    mark    bytea  not null,
    hash    bytea  not null
);
