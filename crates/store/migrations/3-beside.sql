-- Beside the chain: pages for quick reading, notes that expire, who read what, where backups lie.
create table page (
    compartment bigint not null,
    nth         bigint not null,
    sealed      bytea  not null,
    primary key (compartment, nth)
);
create table note (
    id          bigint not null primary key,
    compartment bigint not null,
    expires     bigint not null,
    wrapped     bytea  not null,
    sealed      bytea  not null
);
create table reading (
    id          bigint not null primary key,
    compartment bigint not null,
    sealed      bytea  not null
);
create table key_backup (
    id          bigint not null primary key,
    compartment bigint not null,
    sealed      bytea  not null
);
-- Items that were erased after the backup was made from which this store was restored.
create table erased_later (
    number bigint not null primary key
);
