//! The table of all routes. The router is made from it, and so are the description for programs and the tests: a route that is
//! not here does not exist, and one that is here is tested from every seat.

use axum::http::Method;

use crate::ask::{Answer, Ask, At};
use crate::assets::Asset;
use crate::house::Signed;
use crate::pages::*;

/// What a route does.
#[derive(Clone, Copy)]
pub(crate) enum Handle {
    /// For anyone; `guesses` where a secret is asked for, so that wrong ones are counted.
    Open { handle: fn(&Ask) -> Answer, guesses: bool },
    /// A file of the program itself.
    Asset(Asset),
    /// For whoever is signed in; `page` is shown again where it was refused.
    Account { handle: fn(&Ask, &dyn Signed) -> Answer, page: fn(&Ask, &dyn Signed) -> Answer },
    /// A page of a case.
    Look(fn(&At<'_>) -> Answer),
    /// An act in a case; `page` is shown again where it was refused.
    Act { act: fn(&At<'_>) -> Answer, page: fn(&At<'_>) -> Answer },
    /// News of a case.
    Live,
}

/// A route.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: Verb,
    pub(crate) path: &'static str,
    pub(crate) handle: Handle,
    /// Fields of its form or its address.
    pub(crate) fields: &'static [&'static str],
    /// Whether a file may come with it.
    pub(crate) upload: bool,
    /// Whether it stretches a password.
    pub(crate) slow: bool,
}

/// The two methods there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
}

impl PartialEq<Method> for Verb {
    fn eq(&self, other: &Method) -> bool {
        match self {
            Self::Get => matches!(*other, Method::GET | Method::HEAD),
            Self::Post => *other == Method::POST,
        }
    }
}

const fn open(path: &'static str, handle: fn(&Ask) -> Answer) -> Route {
    route(Verb::Get, path, Handle::Open { handle, guesses: false }, &[])
}

const fn guess(path: &'static str, handle: fn(&Ask) -> Answer, fields: &'static [&'static str]) -> Route {
    route(Verb::Post, path, Handle::Open { handle, guesses: true }, fields)
}

const fn slow(route: Route) -> Route {
    Route { slow: true, ..route }
}

const fn asset(path: &'static str, asset: Asset) -> Route {
    route(Verb::Get, path, Handle::Asset(asset), &[])
}

const fn account(path: &'static str, handle: fn(&Ask, &dyn Signed) -> Answer) -> Route {
    route(Verb::Get, path, Handle::Account { handle, page: handle }, &[])
}

const fn own(
    path: &'static str,
    handle: fn(&Ask, &dyn Signed) -> Answer,
    page: fn(&Ask, &dyn Signed) -> Answer,
    fields: &'static [&'static str],
) -> Route {
    route(Verb::Post, path, Handle::Account { handle, page }, fields)
}

const fn look(path: &'static str, look: fn(&At<'_>) -> Answer, fields: &'static [&'static str]) -> Route {
    route(Verb::Get, path, Handle::Look(look), fields)
}

const fn act(
    path: &'static str,
    act: fn(&At<'_>) -> Answer,
    page: fn(&At<'_>) -> Answer,
    fields: &'static [&'static str],
) -> Route {
    route(Verb::Post, path, Handle::Act { act, page }, fields)
}

const fn route(method: Verb, path: &'static str, handle: Handle, fields: &'static [&'static str]) -> Route {
    Route { method, path, handle, fields, upload: false, slow: false }
}

const RESPONSE: &[&str] = &[
    "about",
    "substance",
    "wording",
    "discuss",
    "strength",
    "note",
    "counter",
    "only_if",
    "principals_only",
    "reserve",
    "by",
    "means",
    "paper",
];
const REVIEW: &[&str] = &["statement", "report", "verdict", "speaker", "date", "to", "place", "says", "text"];
const PAPER: &[&str] = &["by", "means", "paper"];
const MEETING: &[&str] =
    &["on", "sort", "people", "level", "minutes", "clauses", "result", "failed", "off_record"];

/// All routes.
pub(crate) static ROUTES: &[Route] = &[
    open("/health", health),
    asset("/style.css", Asset::Style),
    asset("/live.js", Asset::Script),
    asset("/icon.svg", Asset::Icon),
    asset("/openapi.json", Asset::Description),
    open("/words", words::page),
    open("/sign-in", sign_in::page),
    slow(guess("/sign-in", sign_in::sign_in, &["name", "password", "code"])),
    open("/join/{token}", sign_in::invitation),
    slow(route(
        Verb::Post,
        "/join/{token}",
        Handle::Open { handle: sign_in::take_up, guesses: false },
        &["password", "again"],
    )),
    account("/", account::home),
    own("/join", account::take_up, account::home, &["token"]),
    own("/sign-out", account::sign_out, account::home, &[]),
    account("/account", account::page),
    slow(own("/account/password", account::password, account::page, &["old", "new", "again"])),
    slow(own("/account/second", account::set_second, account::page, &["secret", "code"])),
    slow(own("/account/second/off", account::drop_second, account::page, &["password"])),
    slow(own("/account/key", account::key_file, account::page, &["password"])),
    own("/account/device", account::end_device, account::page, &["device"]),
    route(Verb::Get, "/case/{case}/live", Handle::Live, &[]),
    look("/case/{case}", stand::page, &["done"]),
    act("/case/{case}/looked", stand::looked, stand::page, &[]),
    act("/case/{case}/agree", stand::agree, stand::page, PAPER),
    act("/case/{case}/declare", stand::declare, stand::page, &["interests"]),
    look("/case/{case}/text", text::page, &["done", "text"]),
    act("/case/{case}/text", text::answer, text::page, &["idea", "package", "substance", "discuss", "note"]),
    look("/case/{case}/text/{clause}", clause::page, &["done", "about", "substance", "wording"]),
    act("/case/{case}/text/{clause}", clause::respond, clause::page, RESPONSE),
    act("/case/{case}/text/{clause}/compare", clause::page, clause::page, RESPONSE),
    act("/case/{case}/text/{clause}/mark", clause::mark, clause::page, &["mark"]),
    act("/case/{case}/text/{clause}/withdraw", clause::withdraw, clause::page, &["act"]),
    act("/case/{case}/offer", text::offer, text::page, &["option", "concession"]),
    act("/case/{case}/offer/withdraw", text::withdraw, text::page, &["act"]),
    look("/case/{case}/redline", text::redline, &["text", "from", "to"]),
    look("/case/{case}/draft", draft::page, &["done", "text"]),
    act("/case/{case}/draft", draft::save, draft::page, &["text", "words", "seen"]),
    act("/case/{case}/draft/table", draft::table, draft::page, &["text", "words", "seen", "anyway"]),
    look("/case/{case}/packages", packages::page, &["done", "option"]),
    act("/case/{case}/packages", packages::put, packages::page, &["id", "to", "option"]),
    look("/case/{case}/moves", moves::page, &["from", "wanted"]),
    look("/case/{case}/rehearsal", rehearsal::page, &["go", "open", "option"]),
    look("/case/{case}/record", record::page, &[]),
    look("/case/{case}/record/{report}", record::report, &[]),
    Route {
        upload: true,
        ..act("/case/{case}/record/add", record::add, record::page, &["words", "name", "outlet", "date"])
    },
    act("/case/{case}/record/decide", record::decide, record::page, REVIEW),
    look("/case/{case}/rounds", rounds::page, &["done"]),
    act("/case/{case}/rounds/open", rounds::open, rounds::page, &["clauses", "until"]),
    act("/case/{case}/rounds/close", rounds::close, rounds::page, &[]),
    act("/case/{case}/rounds/meeting", rounds::meet, rounds::page, MEETING),
    act("/case/{case}/rounds/fact", rounds::fact, rounds::page, &["before", "need", "holds"]),
    act("/case/{case}/rounds/put", rounds::put, rounds::page, &["track"]),
    act("/case/{case}/rounds/adopt", rounds::adopt, rounds::page, &["code", "by", "means", "paper"]),
    act("/case/{case}/rounds/adopted", rounds::declare, rounds::page, &["code"]),
    act("/case/{case}/rounds/silence", procedure::open_silence, rounds::page, &["clauses", "until"]),
    act("/case/{case}/rounds/break", procedure::break_silence, rounds::page, &["clause", "why"]),
    act("/case/{case}/rounds/interrupt", procedure::interrupt, rounds::page, &["why"]),
    act("/case/{case}/rounds/resume", procedure::resume, rounds::page, &[]),
    act("/case/{case}/rounds/leave", procedure::leave, rounds::page, &["why", "sure"]),
    act("/case/{case}/rounds/attest", rounds::attest, rounds::page, &["act"]),
    act("/case/{case}/rounds/take-back", rounds::take_back, rounds::page, &["act"]),
    look("/case/{case}/caucus/{party}", caucus::page, &["done", "before"]),
    act(
        "/case/{case}/caucus/{party}/tell",
        caucus::tell,
        caucus::page,
        &["words", "condition", "known_before"],
    ),
    act("/case/{case}/caucus/{party}/idea", caucus::idea, caucus::page, &["id", "words"]),
    act("/case/{case}/caucus/{party}/note", caucus::note, caucus::page, &["words"]),
    act("/case/{case}/caucus/{party}/note/drop", caucus::drop_note, caucus::page, &["note"]),
    look("/case/{case}/disclosures", disclosures::page, &["done"]),
    act("/case/{case}/disclosures/release", disclosures::release, disclosures::page, &["act", "to", "kept"]),
    act("/case/{case}/disclosures/second", disclosures::second, disclosures::page, &["act"]),
    act(
        "/case/{case}/disclosures/send",
        disclosures::send,
        disclosures::page,
        &["to", "title", "words", "own"],
    ),
    look("/case/{case}/ours", ours::page, &["done", "before"]),
    act("/case/{case}/ours/say", ours::say, ours::page, &["words", "condition"]),
    act("/case/{case}/ours/consent", ours::consent, ours::page, &["act", "to"]),
    act("/case/{case}/ours/revoke", ours::revoke, ours::page, &["act", "to"]),
    act("/case/{case}/ours/condition", ours::condition, ours::page, &["act", "words"]),
    look("/case/{case}/preferences", preferences::page, &["done"]),
    act(
        "/case/{case}/preferences",
        preferences::say,
        preferences::page,
        &["walk_away", "red_never", "red_why"],
    ),
    act(
        "/case/{case}/preferences/try",
        preferences::page,
        preferences::page,
        &["walk_away", "red_never", "red_why"],
    ),
    look("/case/{case}/side", side::page, &["done"]),
    act("/case/{case}/side", side::write, side::page, &["words", "about", "instead"]),
    act("/case/{case}/side/submit", side::submit, side::page, &["note"]),
    act("/case/{case}/side/let-in", side::let_in, side::page, &["person"]),
    act("/case/{case}/side/drop", side::drop_note, side::page, &["note"]),
    look("/case/{case}/who", who::page, &["done"]),
    act("/case/{case}/who/invite", who::invite, who::page, &["person"]),
    act("/case/{case}/who/asked", who::asked, who::page, &["by", "paper"]),
    look("/case/{case}/audit", audit::page, &["done", "before"]),
    look("/case/{case}/documents", documents::page, &["done"]),
    look("/case/{case}/documents/{document}", documents::document, &["from"]),
    Route {
        upload: true,
        ..act("/case/{case}/documents/compare", documents::compare, documents::page, &["text"])
    },
    act(
        "/case/{case}/documents/submit",
        documents::submit,
        documents::page,
        &["clause", "counter", "choose"],
    ),
];
