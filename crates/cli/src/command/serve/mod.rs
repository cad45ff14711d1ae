//! `detente serve`

mod accounts;
mod demo;
mod first;
mod halls;
mod listen;
mod seat;
mod tls;

use std::sync::Arc;

use detente_store::Place;
use detente_web::{Settings, workspace};
use jiff::Timestamp;

use crate::arguments::Serve;
use crate::failure::Failure;
use halls::{Hall, House};
use tls::Tls;

pub(crate) fn run(arguments: &Serve) -> Result<(), Failure> {
    let tls = Tls::of(&arguments.tls, arguments.cases.first().map(std::path::PathBuf::as_path))?;
    let secure = tls.is_some() || arguments.base_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    if !arguments.bind.ip().is_loopback() && tls.is_none() && !arguments.proxy {
        return Err(Failure::help(
            format!("{} can be reached by others, and without TLS they can read along", arguments.bind),
            "--tls CERT KEY, or --tls self; or --proxy, where a proxy ends TLS on this machine",
        ));
    }
    if let Some(at) = arguments.metrics.filter(|at| !at.ip().is_loopback()) {
        return Err(Failure::help(
            format!("{at} can be reached by others, and how much is asked for tells when others are busy"),
            "--metrics 127.0.0.1:9300",
        ));
    }
    let scheme = if secure { "https" } else { "http" };
    let listener = listen::bind(arguments.bind)?;
    let bound = listener
        .local_addr()
        .map_err(|source| Failure::Machine { what: "could not listen".into(), source })?;
    let base = arguments.base_url.clone().unwrap_or_else(|| format!("{scheme}://{bound}"));
    let base = base.trim_end_matches('/').to_string();
    if base
        .split_once("://")
        .is_none_or(|(scheme, rest)| !matches!(scheme, "http" | "https") || rest.contains('/'))
    {
        return Err(Failure::help(
            format!("\"{base}\" is not how a server is reached"),
            "for example: https://talks.example.org",
        ));
    }
    let mut settings = Settings::new(&base);
    settings.proxy = arguments.proxy;
    settings.rate = arguments.rate;
    let (house, _folder) = if arguments.demo {
        let (house, folder) = demo::house()?;
        (house, Some(folder))
    } else {
        (house(arguments)?, None)
    };
    let house = Arc::new(house);
    let mut words = format!("Detente listens at {base}\n");
    if let Some(Tls { fingerprint: Some(fingerprint), .. }) = &tls {
        words.push_str(&format!(
            "Its certificate is its own; browsers will warn. Its SHA-256 fingerprint, to compare by telephone:\n  {fingerprint}\n"
        ));
    }
    if arguments.demo {
        words.push_str("\nInvented talks, kept nowhere, on this machine only. A link for each seat:\n");
        for (name, role, token) in demo::links(&house)? {
            words.push_str(&format!("  {name}, {role}\n    {base}/join/{token}\n"));
        }
        words.push_str("\nStop it with Ctrl-C.\n");
    } else {
        house.notes.iter().for_each(|note| words.push_str(&format!("\n{note}\n")));
        for (name, case, token) in &house.first {
            words.push_str(&format!(
                "\nAn invitation for {name} to {case}, to be used once, within 14 days:\n  {base}/join/{token}\n"
            ));
        }
    }
    let (router, watched) = workspace(Arc::new(accounts::Door(Arc::clone(&house))), settings);
    listen::serve(listener, router, arguments.metrics.map(|at| (at, watched)), tls, &house, &words)
}

/// The cases that are named, opened.
fn house(arguments: &Serve) -> Result<House, Failure> {
    if arguments.store.is_some() && arguments.cases.len() > 1 {
        return Err(Failure::help(
            "--store names one database, and there is one for each case",
            "serve one case, or several that are kept in their folders",
        ));
    }
    if let Some(none) = arguments.cases.iter().find(|case| !case.join("case.toml").is_file()) {
        return Err(Failure::help(
            format!("{} is no case folder", none.display()),
            "name the folder that holds case.toml; `detente new FOLDER` makes one",
        ));
    }
    let first = arguments.cases.first().ok_or_else(|| Failure::input("no case is named"))?;
    let accounts = match (&arguments.accounts, &arguments.store) {
        (Some(path), _) => Place::File(path.clone()),
        (None, Some(url)) => Place::Url(url.clone()),
        (None, None) if arguments.cases.len() > 1 => {
            return Err(Failure::help(
                "several cases share one set of accounts, and it is not said where they are kept",
                "--accounts FILE; accounts that were made for one case alone are in its accounts.db",
            ));
        }
        (None, None) => Place::File(first.join("accounts.db")),
    };
    let mut house = House::new(&accounts)?;
    for folder in &arguments.cases {
        let opening = crate::opening::Opening { key: arguments.key.clone(), store: arguments.store.clone() };
        let place = opening.place(folder);
        if let Some(person) = &arguments.person {
            first::prepare(&mut house, folder, &place, person, &opening)?;
        }
        let hall = Hall::open(folder, &place)?;
        house.add(hall)?;
    }
    Ok(house)
}

/// The time to the second: finer times would tell more than anyone wants to know.
pub(super) fn clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
