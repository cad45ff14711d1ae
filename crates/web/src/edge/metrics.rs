//! What the one who runs the server may know: how many requests, how long they took, how many streams. No case, no party, no
//! person.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    /// The pattern of the route, never the path that was asked for.
    route: &'static str,
    status: u16,
}

/// Counters and times of a server, for Prometheus.
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    answers: Family<Answer, Counter>,
    seconds: Histogram,
    pub(crate) streams: Gauge<i64, std::sync::atomic::AtomicI64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("detente");
        let answers = Family::<Answer, Counter<u64, AtomicU64>>::default();
        let seconds = Histogram::new(exponential_buckets(0.001, 2.0, 14));
        let streams = Gauge::default();
        registry.register("http_requests", "Requests answered, by route and status", answers.clone());
        registry.register("http_seconds", "Time from a request to its answer", seconds.clone());
        registry.register("live_streams", "Browsers with a live stream", streams.clone());
        Self { registry: Mutex::new(registry), answers, seconds, streams }
    }

    pub(crate) fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.answers.get_or_create(&Answer { route, status }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Writing into a String does not fail.
        let _ = encode(&mut text, &registry);
        text
    }
}
