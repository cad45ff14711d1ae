-- Who signs in: people with seats in one case or several. Everything that tells who they are is sealed.
create table house (
    one bigint not null primary key,
    id  bytea  not null
);
create table account (
    id      bigint not null primary key,
    name    bytea  not null unique,
    wrapped bytea  not null,
    sealed  bytea  not null
);
create table session (
    token   bytea  not null primary key,
    id      bigint not null,
    account bigint not null,
    wrapped bytea  not null,
    device  bytea  not null,
    expires bigint not null
);
create table invitation (
    token   bytea  not null primary key,
    seat    bytea  not null,
    sealed  bytea  not null,
    expires bigint not null
);
