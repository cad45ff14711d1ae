//! What goes back with every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::settings::Settings;

pub(crate) const HTML: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];

/// Everything comes from here, nothing is kept, nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers that all answers have.
pub(crate) fn settle(response: &mut Response, secure: bool) {
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("cache-control", "no-store");
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    // With `no-referrer` browsers would not say where a form comes from either.
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if secure {
        set("strict-transport-security", "max-age=31536000");
    }
}

/// Sets the session's cookie, or ends it.
pub(crate) fn set_cookie(response: &mut Response, settings: &Settings, token: Option<&str>) {
    let secure = if settings.secure() { "; Secure" } else { "" };
    let (token, age) = token.map_or(("", "; Max-Age=0"), |token| (token, "; Max-Age=604800"));
    let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", settings.cookie());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Notes in the browser up to which act of a case all was marked as seen.
pub(crate) fn set_looked(response: &mut Response, settings: &Settings, case: &str, through: &str) {
    let secure = if settings.secure() { "; Secure" } else { "" };
    let place = format!(
        "looked-{case}={through}; Path=/case/{case}; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"
    );
    if let Ok(cookie) = HeaderValue::from_str(&place) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// A file, to be kept, or to be shown and printed.
pub(crate) fn file(name: &str, kind: &'static str, bytes: Vec<u8>, show: bool) -> Response {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    let how = if show { "inline" } else { "attachment" };
    let disposition = HeaderValue::from_str(&format!("{how}; filename=\"{name}\""));
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    if show {
        // Documents bring their style with them.
        let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
        response.headers_mut().insert(HeaderName::from_static("content-security-policy"), policy);
    }
    response
}
