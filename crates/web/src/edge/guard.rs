//! Whether something may be asked: from where, how often, how many guesses.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};

/// Wrong guesses that an address has for one name before it waits.
const GUESSES: f64 = 10.0;
/// How long it takes to get one more.
const ONE_MORE: Duration = Duration::from_secs(60);
/// How many more an address has for all names together, and gets.
const SHARED: f64 = 10.0;
/// Streams that one session may have open: one for each page that is looked at.
const STREAMS: usize = 16;
/// Buckets kept before those that are full are dropped.
const MOST: usize = 10_000;

/// How often may be asked. Counted by session, once it was seen to be one, else by address; guesses by address, never by
/// sign-in name alone, so that nobody locks another out from elsewhere.
pub(crate) struct Guard {
    rate: f64,
    asks: Mutex<HashMap<Who, Bucket>>,
    guesses: Mutex<HashMap<Who, Bucket>>,
    sessions: Mutex<HashMap<[u8; 32], Instant>>,
    streams: Mutex<HashMap<[u8; 32], usize>>,
}

#[derive(PartialEq, Eq, Hash)]
enum Who {
    Session([u8; 32]),
    Address(IpAddr),
    /// An address, and a digest of a name.
    Guess(IpAddr, [u8; 32]),
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
    /// How much it holds, and how much it gains in a second.
    most: f64,
    per_second: f64,
}

impl Bucket {
    fn refill(&mut self, now: Instant) {
        let waited = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + waited * self.per_second).min(self.most);
        self.at = now;
    }
}

impl Guard {
    pub(crate) fn new(rate: f64) -> Self {
        Self {
            rate,
            asks: Mutex::default(),
            guesses: Mutex::default(),
            sessions: Mutex::default(),
            streams: Mutex::default(),
        }
    }

    /// Draws from the bucket of a session, or of an address without one. Six seconds' worth may be asked at once.
    pub(crate) fn may_ask(&self, token: Option<&str>, address: IpAddr, now: Instant) -> bool {
        let known = token.map(|token| Sha256::digest(token).into()).filter(|token| self.known(token));
        let who = known.map_or(Who::Address(network(address)), Who::Session);
        self.draw(&self.asks, who, self.rate * 6.0, self.rate, 1.0, now)
    }

    fn known(&self, token: &[u8; 32]) -> bool {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).contains_key(token)
    }

    /// Whether a token was seen to be a session's not long ago.
    pub(crate) fn knows(&self, token: &str) -> bool {
        self.known(&Sha256::digest(token).into())
    }

    /// Notes that a token is a session's.
    pub(crate) fn is_session(&self, token: &str, now: Instant) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= MOST {
            sessions.retain(|_, seen| now.saturating_duration_since(*seen) < ONE_MORE);
        }
        sessions.insert(Sha256::digest(token).into(), now);
    }

    /// Counts a stream of a session, if it has not too many.
    pub(crate) fn may_stream(&self, token: &str) -> bool {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let open = streams.entry(Sha256::digest(token).into()).or_default();
        let may = *open < STREAMS;
        *open += usize::from(may);
        may
    }

    /// Counts it no longer.
    pub(crate) fn streamed(&self, token: &str) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let key: [u8; 32] = Sha256::digest(token).into();
        if let Some(open) = streams.get_mut(&key) {
            *open = open.saturating_sub(1);
            if *open == 0 {
                streams.remove(&key);
            }
        }
    }

    /// Takes one guess of a name from an address, if it has one left.
    pub(crate) fn may_guess(&self, address: IpAddr, name: &str, now: Instant) -> bool {
        let (all, one) = Self::guesses(address, name);
        let second = 1.0 / ONE_MORE.as_secs_f64();
        self.draw(&self.guesses, all, GUESSES * SHARED, second * SHARED, 1.0, now)
            && self.draw(&self.guesses, one, GUESSES, second, 1.0, now)
    }

    /// Gives it back: it was no guess.
    pub(crate) fn knew(&self, address: IpAddr, name: &str, now: Instant) {
        let (all, one) = Self::guesses(address, name);
        let second = 1.0 / ONE_MORE.as_secs_f64();
        self.draw(&self.guesses, all, GUESSES * SHARED, second * SHARED, -1.0, now);
        self.draw(&self.guesses, one, GUESSES, second, -1.0, now);
    }

    fn guesses(address: IpAddr, name: &str) -> (Who, Who) {
        let address = network(address);
        (Who::Address(address), Who::Guess(address, Sha256::digest(name.trim().to_lowercase()).into()))
    }

    fn draw(
        &self,
        buckets: &Mutex<HashMap<Who, Bucket>>,
        who: Who,
        most: f64,
        per_second: f64,
        cost: f64,
        now: Instant,
    ) -> bool {
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| {
                bucket.refill(now);
                bucket.left < bucket.most
            });
        }
        let bucket = buckets.entry(who).or_insert(Bucket { left: most, at: now, most, per_second });
        bucket.refill(now);
        if bucket.left < cost {
            return false;
        }
        bucket.left -= cost;
        true
    }
}

/// Addresses that one household or office has: for IPv6 all with the same first half.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

/// Who asks: the other end of the connection, or what a declared proxy says last.
pub(crate) fn address(headers: &HeaderMap, peer: IpAddr, proxy: bool) -> IpAddr {
    if !proxy {
        return peer;
    }
    let said = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    said.and_then(|said| said.rsplit(',').next()?.trim().parse().ok()).unwrap_or(peer)
}

/// Whether what is to change something comes from a page of this server.
pub(crate) fn same_origin(headers: &HeaderMap, base_url: &str) -> bool {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match said(header::ORIGIN) {
        Some(origin) => origin == base_url,
        // Browsers that leave the origin out say at least this.
        None => said(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_run_out_for_an_address_and_come_back() {
        let guard = Guard::new(1.0);
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let now = Instant::now();
        for _ in 0..10 {
            assert!(guard.may_guess(here, "ana", now));
        }
        assert!(!guard.may_guess(here, "Ana ", now));
        // Nobody else is locked out, not even at the same address; nor is she from elsewhere.
        assert!(guard.may_guess(here, "bo", now));
        assert!(guard.may_guess(there, "ana", now));
        assert!(guard.may_guess(here, "ana", now + ONE_MORE));
        // What was known was no guess.
        for _ in 0..50 {
            assert!(guard.may_guess(there, "bo", now));
            guard.knew(there, "bo", now);
        }
        // All names together have an end too.
        let many = (0..200).filter(|name| guard.may_guess(here, &name.to_string(), now)).count();
        assert!(many < 100, "{many}");
    }

    #[test]
    fn a_session_is_counted_apart_from_its_address_once_it_is_one() {
        let guard = Guard::new(1.0);
        let (here, now) = (IpAddr::from([192, 0, 2, 1]), Instant::now());
        guard.is_session("token", now);
        for _ in 0..6 {
            assert!(guard.may_ask(None, here, now));
        }
        assert!(!guard.may_ask(None, here, now));
        assert!(!guard.may_ask(Some("made up"), here, now));
        assert!(guard.may_ask(Some("token"), here, now));
        assert!(guard.may_ask(None, here, now + Duration::from_secs(1)));
    }

    #[test]
    fn a_proxy_is_believed_only_where_it_was_declared() {
        let peer = IpAddr::from([127, 0, 0, 1]);
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().unwrap());
        assert_eq!(address(&headers, peer, false), peer);
        // What the nearest proxy added stands last; what stands before it anyone can write.
        assert_eq!(address(&headers, peer, true), IpAddr::from([203, 0, 113, 9]));
        headers.insert("x-forwarded-for", "nonsense".parse().unwrap());
        assert_eq!(address(&headers, peer, true), peer);
    }

    #[test]
    fn only_pages_of_this_server_change_anything() {
        let base = "https://talks.example.org";
        let with = |name: &'static str, value: &str| {
            HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
        };
        assert!(same_origin(&with("origin", base), base));
        assert!(!same_origin(&with("origin", "https://talks.example.org.evil.example"), base));
        assert!(!same_origin(&with("origin", "null"), base));
        assert!(!same_origin(&HeaderMap::new(), base));
        assert!(same_origin(&with("sec-fetch-site", "same-origin"), base));
        assert!(!same_origin(&with("sec-fetch-site", "cross-site"), base));
    }
}
