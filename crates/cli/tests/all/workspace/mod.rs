//! The workspace as browsers, programs and attackers meet it: a real server, real Chromium, real PostgreSQL.

mod browser;
mod looks;
mod server;
mod story;
