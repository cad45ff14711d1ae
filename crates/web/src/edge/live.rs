//! News to a browser that has a page open: a number of its seat, whenever that number has grown (server-sent events).
//!
//! The number is the seat's own, so that a stream that broke off is taken up where it was; what is private to others neither
//! changes it nor causes a word to be sent. Words come at most so often, and a sign of life comes at fixed times.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;

use super::Edge;
use super::guard::Guard;
use super::metrics::Metrics;
use crate::house::Room;

/// How often a sign of life is sent.
const ALIVE: Duration = Duration::from_secs(20);

struct Stream {
    room: Here,
    changed: tokio::sync::watch::Receiver<u64>,
    last: Option<usize>,
    news: Duration,
    _open: Open,
}

/// A room that a stream stands in. What is behind it may have to be waited for when it is let go, which is done elsewhere.
struct Here(Option<Arc<dyn Room>>);

impl Drop for Here {
    fn drop(&mut self) {
        let room = self.0.take();
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(move || drop(room))),
            Err(_) => drop(room),
        }
    }
}

/// Counts a stream while it is open.
struct Open {
    metrics: Arc<Metrics>,
    guard: Arc<Guard>,
    token: String,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.metrics.streams.dec();
        self.guard.streamed(&self.token);
    }
}

pub(super) fn stream(room: Arc<dyn Room>, since: Option<usize>, token: String, edge: &Edge) -> Response {
    if !edge.guard.may_stream(&token) {
        return crate::pages::bare(axum::http::StatusCode::TOO_MANY_REQUESTS);
    }
    edge.metrics.streams.inc();
    let open = Open { metrics: Arc::clone(&edge.metrics), guard: Arc::clone(&edge.guard), token };
    let changed = room.changed();
    let stream =
        Stream { room: Here(Some(room)), changed, last: since, news: edge.settings.news, _open: open };
    let words = unfold(stream, |mut stream| async move {
        loop {
            let room = stream.room.0.clone()?;
            let version = tokio::task::spawn_blocking(move || room.version()).await.ok()?.ok()?;
            if stream.last != Some(version) {
                stream.last = Some(version);
                let word = Event::default().id(version.to_string()).event("seen").data(version.to_string());
                return Some((Ok::<_, Infallible>(word), stream));
            }
            // The server stops, or the seat is gone.
            stream.changed.changed().await.ok()?;
            tokio::time::sleep(stream.news).await;
            stream.changed.mark_unchanged();
        }
    });
    Sse::new(words).keep_alive(KeepAlive::new().interval(ALIVE)).into_response()
}
