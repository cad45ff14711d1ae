//! The workspace in a browser: pages over a desk.
//!
//! [`workspace`] makes a router from two things that a door hands in: [`Accounts`], with which people sign in, and through it for
//! each the [`Room`]s they have a seat in. No database is known here, so that nothing can be asked for but what the desk of a
//! seat gives.
//!
//! How a request flows through it. The one table of routes (`routes`) says which page answers. The edge (`edge`) sees to the
//! wire: the host, the origin, how often, how large, how slow, whose session. It opens the desk of the seat, hands it to the
//! page (`pages`), and puts the same headers on every answer. A page is a function from the desk to a template that names each
//! field it shows; an act is made at the desk when it is written, and refused there. Who has no session is sent to sign in
//! whatever was asked for; who has no seat is told that there is nothing there, as for what does not exist.
//!
//! ```
//! use detente_web::{Settings, description};
//!
//! let settings = Settings::new("https://talks.example.org");
//! assert!(settings.secure());
//! // What programs can ask for is described from the same table.
//! assert!(description()["paths"]["/case/{case}/text"].is_object());
//! ```

mod ask;
mod assets;
mod edge;
mod frame;
mod house;
mod jobs;
mod openapi;
mod pages;
mod routes;
mod settings;
mod told;
mod words;

use std::sync::Arc;

use axum::routing::get;

pub use axum::Router;
pub use house::{
    Accounts, Chain, Device, Done, Invitation, Paper, Recorded, Room, Seated, Shelf, Signed, Trouble,
};
pub use openapi::description;
pub use settings::Settings;
pub use told::{names, told};

/// The workspace, and apart from it what the one who runs the server looks at: `/health` and `/metrics`.
pub fn workspace(accounts: Arc<dyn Accounts>, settings: Settings) -> (Router, Router) {
    let metrics = Arc::new(edge::metrics::Metrics::new());
    let guard = Arc::new(edge::guard::Guard::new(settings.rate));
    let settings = Arc::new(settings);
    let edge = edge::Edge {
        accounts,
        settings,
        guard,
        metrics: Arc::clone(&metrics),
        jobs: Arc::default(),
        rehearsals: Arc::default(),
        slow: Arc::new(tokio::sync::Semaphore::new(2)),
    };
    let text =
        [(axum::http::header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    let watched = Router::new()
        .route("/health", get(|| async { "ok\n" }))
        .route("/metrics", get(move || async move { (text, metrics.text()) }));
    (edge::router(edge), watched)
}
