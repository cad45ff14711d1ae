//! Sockets: listening, time-outs, stopping without cutting anyone off.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use detente_web::Router;

use super::halls::House;
use super::tls::Tls;
use crate::failure::Failure;
use crate::output::say;

/// How long the head of a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long those who are being answered have, once the server is to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How often it is looked whether other programs have written.
const LOOK: Duration = Duration::from_secs(2);
/// After how many looks it is written down who has read what.
const WRITE: u64 = 15;
/// After how many looks the chains are looked through.
const VERIFY: u64 = 300;
/// Threads that make pages.
const MAKERS: usize = 16;

pub(super) fn bind(at: SocketAddr) -> Result<TcpListener, Failure> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => Failure::help(
            format!("something listens at {at} already"),
            "name another: --bind 127.0.0.1:7301; port 0 takes any that is free",
        ),
        _ => Failure::Machine { what: format!("could not listen at {at}"), source },
    };
    let listener = TcpListener::bind(at).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

pub(super) fn serve(
    listener: TcpListener,
    router: Router,
    watched: Option<(SocketAddr, Router)>,
    tls: Option<Tls>,
    house: &Arc<House>,
    words: &str,
) -> Result<(), Failure> {
    tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_target(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MAKERS)
        .build()
        .map_err(|source| Failure::Machine { what: "could not start".into(), source })?;
    let stopped = |source| Failure::Machine { what: "the server stopped".into(), source };
    runtime.block_on(async {
        let handle = Handle::new();
        // Whoever reads the address may ask it to stop.
        let asked = Asked::new().map_err(stopped)?;
        say(words)?;
        tokio::spawn(stop(asked, handle.clone(), Arc::clone(house)));
        tokio::spawn(look_around(Arc::clone(house)));
        if let Some((at, watched)) = watched {
            let watcher = axum_server::from_tcp(bind(at)?).map_err(stopped)?;
            tokio::spawn(watcher.serve(watched.into_make_service()));
        }
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        match tls {
            None => {
                let mut server = axum_server::from_tcp(listener)
                    .map_err(stopped)?
                    .handle(handle)
                    .http1_only()
                    .first_request_timeout(PATIENCE);
                patient(server.http_builder());
                server.serve(service).await.map_err(stopped)
            }
            Some(tls) => {
                let mut server = axum_server::from_tcp_rustls(listener, tls.config().await?)
                    .map_err(stopped)?
                    .handle(handle)
                    .first_request_timeout(PATIENCE);
                patient(server.http_builder());
                server.serve(service).await.map_err(stopped)
            }
        }
    })
}

/// Nobody holds a connection by sending a head letter by letter.
fn patient(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder
        .http1()
        .timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(64 << 10);
    builder
        .http2()
        .keep_alive_interval(Some(GRACE * 4))
        .keep_alive_timeout(PATIENCE)
        .timer(hyper_util::rt::TokioTimer::new())
        .max_header_list_size(32 << 10)
        .max_concurrent_streams(64);
}

/// The signals that ask a server to stop, heard from now on.
struct Asked {
    #[cfg(unix)]
    interrupted: tokio::signal::unix::Signal,
    #[cfg(unix)]
    ended: tokio::signal::unix::Signal,
}

impl Asked {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupted: signal(SignalKind::interrupt())?, ended: signal(SignalKind::terminate())? })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! { _ = self.interrupted.recv() => {}, _ = self.ended.recv() => {} }
    }

    #[cfg(not(unix))]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

async fn stop(asked: Asked, handle: Handle<SocketAddr>, house: Arc<House>) {
    asked.wait().await;
    tracing::info!("stopping");
    // What was read is written down first, by a thread that may wait for the disk.
    let _ = tokio::task::spawn_blocking(move || house.stop()).await;
    handle.graceful_shutdown(Some(GRACE));
}

async fn look_around(house: Arc<House>) {
    for nth in 1_u64.. {
        tokio::time::sleep(LOOK).await;
        let house = Arc::clone(&house);
        let work = move || {
            house.look_around();
            if nth.is_multiple_of(WRITE) {
                house.write_readings();
            }
            if nth % VERIFY == 1 {
                house.verify();
            }
        };
        let _ = tokio::task::spawn_blocking(work).await;
    }
}
