//! `detente serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// The workspace in a browser.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Case folders whose talks are served
    #[arg(required_unless_present = "demo")]
    pub(crate) cases: Vec<PathBuf>,
    /// Show invented talks in the middle of their way, with a link for each seat; kept nowhere, on this machine only
    #[arg(long, conflicts_with_all = ["cases", "store", "tls", "accounts", "person", "proxy", "base_url"])]
    pub(crate) demo: bool,
    /// A PostgreSQL database that holds the log of the one case, and the accounts [default: files in the case folder]
    #[arg(long, value_name = "URL", env = "DETENTE_STORE", hide_env_values = true)]
    pub(crate) store: Option<String>,
    /// Where accounts are kept [default: accounts.db in the first case folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) accounts: Option<PathBuf>,
    /// Address and port to listen at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7300")]
    pub(crate) bind: SocketAddr,
    /// How browsers reach it [default: made from --bind]
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A certificate and its key, two PEM files; or `self`, which makes one and prints its fingerprint
    #[arg(long, value_name = "CERT KEY", num_args = 1..=2)]
    pub(crate) tls: Vec<String>,
    /// A proxy stands before it, ends TLS, and sets X-Forwarded-For
    #[arg(long)]
    pub(crate) proxy: bool,
    /// Requests a second that one session, or one address without a session, may make for long
    #[arg(long, value_name = "NUMBER", default_value_t = 20.0, value_parser = rate)]
    pub(crate) rate: f64,
    /// Where /health and /metrics are for the one who runs the server; on this machine
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) metrics: Option<SocketAddr>,
    /// Open the talks as this mediator, where nobody has, and print the invitations of all mediators; with --key, a new one
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// The mediator's key file, or `-` for a passphrase, where the talks are open already
    #[arg(long, value_name = "FILE", env = "DETENTE_KEY", hide_env_values = true, requires = "person")]
    pub(crate) key: Option<PathBuf>,
}

fn rate(said: &str) -> Result<f64, String> {
    let number: f64 = said.parse().map_err(|_| "it is no number".to_string())?;
    if number.is_finite() && number >= 1.0 { Ok(number) } else { Err("at least 1".into()) }
}
