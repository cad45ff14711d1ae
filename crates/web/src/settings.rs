//! How a server is set up.

use std::time::Duration;

/// How a server is set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How it is reached: `https://talks.example.org` or `http://127.0.0.1:7300`, without a stroke at the end.
    pub base_url: String,
    /// Whether a proxy stands before it that says in `X-Forwarded-For` who asks.
    pub proxy: bool,
    /// Requests a second that one session, or one address without a session, may make for long.
    pub rate: f64,
    /// How long a request may take to arrive.
    pub patience: Duration,
    /// Largest form, in bytes.
    pub form: usize,
    /// Largest file, in bytes.
    pub file: usize,
    /// Least time between two words of news to one browser.
    pub news: Duration,
}

impl Settings {
    /// The usual settings for a server reached at an address.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            proxy: false,
            rate: 20.0,
            patience: Duration::from_secs(15),
            form: 512 << 10,
            file: 4 << 20,
            news: Duration::from_secs(1),
        }
    }

    /// Whether browsers reach it by TLS.
    pub fn secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The host and port browsers name.
    pub(crate) fn host(&self) -> &str {
        self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, host)| host)
    }

    /// The name of the cookie that holds a session's token.
    pub(crate) fn cookie(&self) -> &'static str {
        // Browsers take `__Host-` by TLS only.
        if self.secure() { "__Host-detente" } else { "detente" }
    }
}
