//! Files of the program itself: one style sheet, one script, one picture. Nothing comes from elsewhere.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A file of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asset {
    Style,
    Script,
    Icon,
    Description,
}

impl Asset {
    pub(crate) fn respond(self) -> Response {
        let (kind, text) = match self {
            Self::Style => (
                "text/css; charset=utf-8",
                [detente_papers::STYLE, include_str!("../assets/style.css")].concat(),
            ),
            Self::Script => ("text/javascript; charset=utf-8", include_str!("../assets/live.js").to_string()),
            Self::Icon => ("image/svg+xml", include_str!("../assets/icon.svg").to_string()),
            Self::Description => ("application/json", crate::openapi::description().to_string()),
        };
        // The same for everyone: it may be kept for a while.
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], text).into_response()
    }
}
