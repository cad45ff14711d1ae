-- Who can open what: the key of each item, wrapped once for each compartment that may read it; the compartments; which
-- compartment opens which; what opens a person's own.
create table item_key (
    number      bigint not null,
    compartment bigint not null,
    wrapped     bytea  not null,
    checksum    bytea  not null,
    primary key (compartment, number)
);
create index item_key_by_number on item_key (number);
create table compartment (
    id     bigint not null primary key,
    public bytea  not null,
    label  bytea  not null
);
create table link (
    holder      bigint not null,
    compartment bigint not null,
    wrapped     bytea  not null,
    primary key (holder, compartment)
);
create table slot (
    id      bigint not null primary key,
    person  bigint not null,
    wrapped bytea  not null
);
