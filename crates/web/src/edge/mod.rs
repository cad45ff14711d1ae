//! Between the wire and the pages: who asks, whether it may be asked so, what goes back with every answer.
//!
//! Every request takes the same way. The route is found in the table; the host and, for what changes anything, the origin have
//! to be this server's; a bucket is drawn from; the session is opened; the body is read within its size and time. The page is
//! made on a thread of its own from the desk of the seat. Whoever has no session is sent to sign in, whatever was asked for;
//! whoever has one and no seat is told that there is nothing there, as for what does not exist.

pub(crate) mod guard;
mod headers;
pub(crate) mod live;
pub(crate) mod metrics;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::ask::{Answer, Ask, At, Fields, Problem, Reply, at_desk};
use crate::house::{Accounts, Signed};
use crate::jobs::Jobs;
use crate::pages;
use crate::routes::{Handle, ROUTES, Route};
use crate::settings::Settings;
use detente_deal::Analysis;
use detente_sim::rehearsal::Rehearsal;
use guard::Guard;
pub(crate) use headers::HTML;
use metrics::Metrics;

/// What every request needs.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) guard: Arc<Guard>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) jobs: Arc<Jobs<Analysis>>,
    pub(crate) rehearsals: Arc<Jobs<Rehearsal>>,
    /// Turns at what takes long on purpose.
    pub(crate) slow: Arc<tokio::sync::Semaphore>,
}

/// The router of all routes in the table.
pub(crate) fn router(edge: Edge) -> Router {
    let mut router = Router::new();
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let of_path: Vec<&'static Route> = ROUTES.iter().filter(|route| route.path == path).collect();
        let handler = move |state: State<Edge>, peer: Peer, params: RawPathParams, request: Request| {
            let found = of_path.iter().copied().find(|route| route.method == *request.method());
            async move { serve(state.0, peer, params, found, request).await }
        };
        router = router.route(path, axum::routing::any(handler));
    }
    let nowhere = |state: State<Edge>, peer: Peer, params: RawPathParams, request: Request| async move {
        serve(state.0, peer, params, None, request).await
    };
    router.fallback(nowhere).with_state(edge)
}

/// Who is at the other end of the connection.
pub(crate) struct Peer(IpAddr);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(peer.map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0.ip())))
    }
}

async fn serve(
    edge: Edge,
    peer: Peer,
    params: RawPathParams,
    route: Option<&'static Route>,
    request: Request,
) -> Response {
    let begun = Instant::now();
    let what = route.map_or("none", |route| route.path);
    let head = request.method() == Method::HEAD;
    let answer = answer(&edge, &peer, &params, route, request).await;
    let mut response = answer.unwrap_or_else(|status| pages::bare(status).into_response());
    headers::settle(&mut response, edge.settings.secure());
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    edge.metrics.answered(what, status, took);
    tracing::info!(route = what, status, ms = took.as_millis() as u64, "answered");
    if head {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn answer(
    edge: &Edge,
    peer: &Peer,
    params: &RawPathParams,
    route: Option<&'static Route>,
    request: Request,
) -> Result<Response, StatusCode> {
    let headers = request.headers();
    let here = request.uri().path().to_string();
    // A name that is not this server's: someone else's page, or a proxy that passes on what it should not.
    if headers.get(header::HOST).and_then(|host| host.to_str().ok()) != Some(edge.settings.host())
        && request.uri().host().is_none_or(|host| host != host_alone(edge.settings.host()))
        && here != "/health"
    {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !guard::same_origin(headers, &edge.settings.base_url) {
        return Err(StatusCode::FORBIDDEN);
    }
    let address = guard::address(headers, peer.0, edge.settings.proxy);
    let token = cookie(headers, edge.settings.cookie());
    if let Some(token) = token.clone().filter(|token| !edge.guard.knows(token)) {
        // A session is counted by itself, and not with all others at its address.
        let accounts = Arc::clone(&edge.accounts);
        let guard = Arc::clone(&edge.guard);
        let look = move || {
            if accounts.session(&token).is_ok_and(|signed| signed.is_some()) {
                guard.is_session(&token, Instant::now());
            }
        };
        let _ = tokio::task::spawn_blocking(look).await;
    }
    if !edge.guard.may_ask(token.as_deref(), address, Instant::now()) {
        return Err(StatusCode::TOO_MANY_REQUESTS);
    }
    if let Some(Route { handle: Handle::Asset(asset), .. }) = route {
        return Ok(asset.respond());
    }
    let device = device(headers);
    let since = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let query = Fields::parse(request.uri().query().unwrap_or_default().as_bytes());
    let path = Fields(params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect());
    let case = path.get("case").to_string();
    let looked = cookie(headers, &format!("looked-{case}"));
    let (form, file) = if changes { body(edge, route, request).await? } else { Default::default() };
    let ask = Ask {
        here,
        path,
        query,
        form,
        file,
        device,
        looked,
        refusal: None,
        jobs: Arc::clone(&edge.jobs),
        rehearsals: Arc::clone(&edge.rehearsals),
        settings: Arc::clone(&edge.settings),
        accounts: Arc::clone(&edge.accounts),
    };
    let edge = edge.clone();
    // Passwords are stretched one at a time; who waits for that holds nobody up.
    let turn = match route {
        Some(Route { slow: true, .. }) if changes => Some(Arc::clone(&edge.slow).acquire_owned().await),
        _ => None,
    };
    let work = move || respond(&edge, route, ask, token, address, since);
    let answer = tokio::task::spawn_blocking(work).await;
    drop(turn);
    match answer {
        Ok(response) => Ok(response),
        Err(lost) => {
            // A page that panicked is this program's fault; what it held is not written down.
            tracing::error!(panic = lost.is_panic(), "a page was lost");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// The body of a form, read within its size and time.
async fn body(
    edge: &Edge,
    route: Option<&Route>,
    request: Request,
) -> Result<(Fields, Option<Vec<u8>>), StatusCode> {
    let upload = route.is_some_and(|route| route.upload);
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default()
        .to_string();
    let multipart = kind.starts_with("multipart/form-data");
    let most = if upload && multipart { edge.settings.file } else { edge.settings.form };
    let declared =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > most) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let read = async {
        if multipart && upload {
            return parts(request, most).await;
        }
        let encoded = kind.starts_with("application/x-www-form-urlencoded");
        let bytes = to_bytes(request.into_body(), most).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        if !encoded && !bytes.is_empty() {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        Ok((Fields::parse(&bytes), None))
    };
    tokio::time::timeout(edge.settings.patience, read).await.map_err(|_| StatusCode::REQUEST_TIMEOUT)?
}

async fn parts(mut request: Request, most: usize) -> Result<(Fields, Option<Vec<u8>>), StatusCode> {
    let (fields, mut file, mut left) = (&mut Vec::new(), None, most);
    // The limit is counted here; that of the framework would be lower.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| StatusCode::BAD_REQUEST)?;
    while let Some(mut part) = multipart.next_field().await.map_err(|_| StatusCode::BAD_REQUEST)? {
        let name = part.name().unwrap_or_default().to_string();
        let is_file = part.file_name().is_some();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| StatusCode::BAD_REQUEST)? {
            left = left.checked_sub(chunk.len()).ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
            bytes.extend_from_slice(&chunk);
        }
        if is_file {
            file = Some(bytes);
        } else {
            fields.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
        }
    }
    Ok((Fields(std::mem::take(fields)), file))
}

/// Makes the answer; on a thread that may wait.
fn respond(
    edge: &Edge,
    route: Option<&'static Route>,
    mut ask: Ask,
    token: Option<String>,
    address: IpAddr,
    since: Option<usize>,
) -> Response {
    if let Some(Route { handle: Handle::Open { handle, guesses }, .. }) = route {
        let name = ask.form.get("name").to_string();
        if *guesses && !edge.guard.may_guess(address, &name, Instant::now()) {
            return pages::bare(StatusCode::TOO_MANY_REQUESTS).into_response();
        }
        let answer = handle(&ask);
        if *guesses && !matches!(answer, Err(Problem::Refused(_))) {
            edge.guard.knew(address, &name, Instant::now());
        }
        if route.is_some_and(|route| route.method == Method::GET)
            && let Err(Problem::Refused(refusal)) = &answer
        {
            return pages::refused(refusal);
        }
        return finish(edge, answer, |refusal| {
            ask.refusal = Some(refusal);
            let again = ROUTES.iter().find(|other| {
                other.path == route.map_or("", |route| route.path) && other.method == Method::GET
            });
            match again.map(|route| &route.handle) {
                Some(Handle::Open { handle, .. }) => handle(&ask),
                _ => Err(Problem::NotThere),
            }
        });
    }
    let signed = match token.as_ref().map(|token| edge.accounts.session(token)).transpose() {
        Ok(signed) => signed.flatten(),
        Err(trouble) => return failed(&trouble),
    };
    let Some(signed) = signed else {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/sign-in")]).into_response();
    };
    if let Some(token) = &token {
        edge.guard.is_session(token, Instant::now());
    }
    match route.map(|route| &route.handle) {
        Some(Handle::Account { handle, page }) => {
            // A password that is asked for again can be guessed at as well.
            let guesses = route.is_some_and(|route| route.slow);
            let name = signed.name().to_string();
            if guesses && !edge.guard.may_guess(address, &name, Instant::now()) {
                return pages::bare(StatusCode::TOO_MANY_REQUESTS);
            }
            let answer = handle(&ask, &*signed);
            if guesses && !matches!(answer, Err(Problem::Refused(_))) {
                edge.guard.knew(address, &name, Instant::now());
            }
            finish(edge, answer, |refusal| {
                ask.refusal = Some(refusal);
                page(&ask, &*signed)
            })
        }
        Some(Handle::Look(look)) => {
            let answer = at(&ask, &signed, look);
            match answer {
                Err(Problem::Refused(refusal)) => pages::refused(&refusal),
                answer => finish(edge, answer, |_| Err(Problem::NotThere)),
            }
        }
        Some(Handle::Act { act, page }) => {
            let answer = at(&ask, &signed, act);
            finish(edge, answer, |refusal| {
                ask.refusal = Some(refusal);
                at(&ask, &signed, page)
            })
        }
        Some(Handle::Live) => match signed.room(ask.path.get("case")) {
            Ok(Some(room)) => live::stream(room, since, token.unwrap_or_default(), edge),
            Ok(None) => pages::not_there(),
            Err(trouble) => failed(&trouble),
        },
        Some(Handle::Open { .. } | Handle::Asset(_)) | None => pages::not_there(),
    }
}

type Look = fn(&At<'_>) -> Answer;

/// A page of a case, at the desk of the one who asks.
fn at(ask: &Ask, signed: &Arc<dyn Signed>, look: &Look) -> Answer {
    let room = signed.room(ask.path.get("case"))?.ok_or(Problem::NotThere)?;
    let (answer, seat) = at_desk(&*room, |desk| {
        (look(&At { ask, signed: &**signed, room: &*room, desk }), desk.seat.clone())
    })?;
    if matches!(answer, Ok(Reply::Page(_) | Reply::Again(..) | Reply::File { .. })) {
        room.read(&seat)?;
    }
    answer
}

fn finish(edge: &Edge, answer: Answer, again: impl FnOnce(detente_talks::Refusal) -> Answer) -> Response {
    let (answer, status) = match answer {
        Err(Problem::Refused(refusal)) => (again(refusal), StatusCode::UNPROCESSABLE_ENTITY),
        other => (other, StatusCode::OK),
    };
    match answer {
        Ok(Reply::Page(page)) => (status, HTML, page).into_response(),
        Ok(Reply::Again(page, seconds)) => {
            let again = [(header::REFRESH, seconds.to_string())];
            (status, again, HTML, page).into_response()
        }
        Ok(Reply::See(place)) => see(&place),
        Ok(Reply::Session(token, place)) => {
            let mut response = see(&place);
            headers::set_cookie(&mut response, &edge.settings, token.as_deref());
            response
        }
        Ok(Reply::Looked { case, through }) => {
            let mut response = see(&format!("/case/{case}"));
            headers::set_looked(&mut response, &edge.settings, &case, &through);
            response
        }
        Ok(Reply::Welcome(token, page)) => {
            let mut response = (HTML, page).into_response();
            headers::set_cookie(&mut response, &edge.settings, Some(&token));
            response
        }
        Ok(Reply::File { name, kind, bytes, show }) => headers::file(&name, kind, bytes, show),
        Err(Problem::NotThere) => pages::not_there(),
        // A page that refuses to show why something was refused: there is nothing there.
        Err(Problem::Refused(_)) => pages::not_there(),
        Err(Problem::Failed(trouble)) => failed(&trouble),
    }
}

fn see(place: &str) -> Response {
    let place = axum::http::HeaderValue::from_str(place);
    let place = place.unwrap_or(axum::http::HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

fn failed(trouble: &crate::house::Trouble) -> Response {
    tracing::error!(%trouble, "the machine failed");
    pages::bare(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn host_alone(host: &str) -> &str {
    host.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()))
        .map_or(host, |(host, _)| host)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
}

/// A few words for a list of devices, from what a browser says of itself.
fn device(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(word, _)| said.contains(word)).map(|(_, name)| *name)
    };
    let browser =
        find(&[("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "a Mac"),
        ("Linux", "Linux"),
    ]);
    format!("{} on {}", browser.unwrap_or("A browser"), system.unwrap_or("a computer"))
}
