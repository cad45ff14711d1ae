//! The workspace as browsers, programs and attackers meet it: a real server, real Chromium, real PostgreSQL.

mod attacks;
mod browser;
mod looks;
mod packages;
mod people;
#[path = "../../../../store/tests/all/postgres.rs"]
mod postgres;
mod procedure;
mod record;
mod server;
mod story;
mod tls;
mod visitor;
mod wire;
mod word;
