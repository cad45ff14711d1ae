//! The law of non-interference on the wire: two servers whose talks differ in nothing but what is private to one side give
//! everyone else the same bytes, on every route there is.

use super::looks::LINKS;
use super::server::Server;
use super::visitor::{Answer, Visitor};

/// What is planted on one side; a byte of it elsewhere is a leak.
const SECRET: &str = "zinnober-quetzal-4711";

/// Every route, from the description that is made from the one table: method, path, fields.
fn routes(server: &Server) -> Vec<(String, String, Vec<String>)> {
    let description = Visitor::new(&server.base).get("/openapi.json");
    let description: serde_json::Value = serde_json::from_slice(&description.body).unwrap();
    let mut all = Vec::new();
    for (path, verbs) in description["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
            let fields = schema["properties"].as_object().map(|fields| fields.keys().cloned().collect());
            all.push((verb.to_uppercase(), path.clone(), fields.unwrap_or_default()));
        }
    }
    assert!(all.len() > 60, "the table of routes is larger than {}", all.len());
    all
}

/// The paths of a route, its blanks filled in with what is there and what is not.
fn paths(pattern: &str) -> Vec<String> {
    let fill = |name: &str| -> Vec<&str> {
        match name {
            "{case}" => vec!["river-talks", "no-such-case"],
            "{clause}" => vec!["4", "99"],
            "{party}" => vec!["upland", "downland"],
            "{report}" => vec!["2026-10-12-river-post.txt", "none.txt"],
            "{document}" => vec![
                "text.html",
                "text.docx",
                "redline.docx",
                "clean.html",
                "brackets.docx",
                "register.html",
                "options.html",
                "meetings.docx",
                "none.html",
            ],
            _ => vec!["0000000000000000000000000000000000000000000000000000000000000000"],
        }
    };
    let mut all = vec![String::new()];
    for part in pattern.split('/').skip(1) {
        let parts = if part.starts_with('{') { fill(part) } else { vec![part] };
        all = all.iter().flat_map(|path| parts.iter().map(move |part| format!("{path}/{part}"))).collect();
    }
    all.into_iter().map(|path| if path.is_empty() { "/".into() } else { path }).collect()
}

/// What differs between two runs of the same program and is nobody's secret: the port, and names and codes made at random.
fn neutral(answer: &Answer, server: &Server) -> String {
    let host = server.base.trim_start_matches("http://");
    let text = answer.whole().replace(host, "HOST");
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        // Tokens, ids of papers, letters of a second factor.
        let random = run.len() >= 16 && run.chars().all(|c| c.is_ascii_hexdigit() || c.is_ascii_uppercase());
        out.push_str(if random { "RANDOM" } else { run });
        run.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    // A sign-in name ends in four digits.
    let lines = out.lines().filter(|line| !line.contains("<path ") && !line.starts_with("content-length"));
    let lines = lines.map(|line| match line.rfind('-') {
        Some(at) if line.contains("sign-in name") || line.contains("Your sign-in") => {
            format!("{}-DIGITS", &line[..at])
        }
        _ => line.to_string(),
    });
    let out = lines.collect::<Vec<_>>().join("\n");
    // What the lookers themselves do today they do at times of their own.
    let today = jiff::Timestamp::now().strftime("%-d %B %Y, ").to_string();
    let mut parts = out.split(&today);
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |before, part| format!("{before}TODAY{}", part.get(5..).unwrap_or_default()))
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// What Upland does that is its own: answers, words apart, preferences, notes, refused acts, pages looked at.
fn upland_acts(server: &Server, seats: &[Visitor], secret: bool) {
    let _ = server;
    let [president, envoy, adviser] = seats else { panic!("three seats") };
    let case = "/case/river-talks";
    // Who read what was given to them is told to the side whose it is; so both look.
    for page in ["", "/text", "/ours", "/side", "/audit", "/who"] {
        assert_eq!(president.get(&format!("{case}{page}")).status, 200);
    }
    if !secret {
        return;
    }
    let ok = |answer: Answer| drop(answer.done());
    ok(envoy.post(&format!("{case}/ours/say"), &[("words", SECRET)]));
    let yes = [
        ("about", "whole"),
        ("substance", "rejected"),
        ("wording", "fails"),
        ("note", SECRET),
        ("counter", SECRET),
    ];
    ok(envoy.post(&format!("{case}/text/9"), &yes));
    ok(adviser.post(&format!("{case}/text/11"), &yes));
    ok(president.post(&format!("{case}/text/14"), &[yes.as_slice(), &[("principals_only", "yes")]].concat()));
    ok(president.post(
        &format!("{case}/preferences"),
        &[("walk_away", "41"), ("red_never", "fees=the full tariff"), ("red_why", SECRET)],
    ));
    ok(adviser.post(&format!("{case}/side"), &[("words", SECRET)]));
    ok(envoy.post(
        &format!("{case}/rounds/meeting"),
        &[
            ("on", "2026-11-01"),
            ("sort", "bilateral"),
            ("people", "upland-envoy"),
            ("people", "downland-envoy"),
            ("result", SECRET),
        ],
    ));
    let refused = envoy.post(&format!("{case}/text/77"), &yes);
    assert!(refused.status == 404 || refused.status == 422, "{}", refused.whole());
    for page in ["", "/text", "/ours", "/side", "/audit", "/who"] {
        assert_eq!(president.get(&format!("{case}{page}")).status, 200);
    }
}

/// The same for a mediator's own: notes, estimates, words written down, drafts.
fn mediator_acts(mediator: &Visitor, secret: bool) {
    let case = "/case/river-talks";
    assert_eq!(mediator.get(&format!("{case}/packages")).status, 200);
    if !secret {
        return;
    }
    let ok = |answer: Answer| drop(answer.done());
    ok(mediator.post(&format!("{case}/caucus/upland/tell"), &[("words", SECRET), ("condition", SECRET)]));
    ok(mediator.post(&format!("{case}/caucus/upland/note"), &[("words", SECRET)]));
    ok(mediator.post(&format!("{case}/caucus/upland/idea"), &[("id", "apart"), ("words", SECRET)]));
    ok(mediator.post(
        &format!("{case}/draft"),
        &[("text", "texts/agreement.md"), ("words", SECRET), ("seen", "nothing")],
    ));
    assert_eq!(mediator.get(&format!("{case}/packages")).status, 200);
}

/// A demonstration, with or without what is private, and those who look at it.
struct Talks {
    server: Server,
    lookers: Vec<(&'static str, Visitor)>,
}

impl Talks {
    fn new(secret: bool) -> Self {
        let mut server = Server::demo();
        let base = server.base.clone();
        let mut seat = |name: &str| Visitor::seated(&base, &server.link(name, LINKS));
        let upland = ["Ilva Taren", "Doran Kessic", "Mira Vossane"].map(&mut seat);
        let mediator = seat("Bram Ostely");
        let lookers = [
            ("nobody", Visitor::new(&base)),
            ("principal", seat("Teodor Halvane")),
            ("envoy", seat("Senna Ruvel")),
            ("adviser", seat("Pell Adaric")),
            ("guarantor", seat("Amara Deshin")),
        ];
        upland_acts(&server, &upland, secret);
        mediator_acts(&mediator, secret);
        Self { server, lookers: lookers.into() }
    }
}

#[test]
fn what_is_private_to_one_side_changes_no_byte_for_the_others() {
    let (plain, planted) = (Talks::new(false), Talks::new(true));
    let mut asked = 0;
    for (method, pattern, fields) in routes(&plain.server) {
        // Streams are looked at below; signing out would end the looking.
        if pattern.ends_with("/live") || pattern == "/sign-out" {
            continue;
        }
        for path in paths(&pattern) {
            for ((name, here), (_, there)) in plain.lookers.iter().zip(&planted.lookers) {
                let form: Vec<(&str, &str)> = fields.iter().map(|field| (field.as_str(), "1")).collect();
                let ask = |visitor: &Visitor| {
                    if method == "GET" { visitor.get(&path) } else { visitor.post(&path, &form) }
                };
                let (one, two) = (ask(here), ask(there));
                let (mut one_text, mut two_text) =
                    (neutral(&one, &plain.server), neutral(&two, &planted.server));
                if pattern.contains("/side") {
                    // Notes of one second or of two: the lookers write them themselves.
                    one_text = sorted(&one_text);
                    two_text = sorted(&two_text);
                }
                assert!(!two.text().contains(SECRET), "{name} {method} {path} shows the secret");
                let differs = one_text.lines().zip(two_text.lines()).find(|(one, two)| one != two);
                assert!(one_text == two_text, "{name} {method} {path}: {differs:?}");
                assert!(one.status < 500, "{name} {method} {path}: {}", one.whole());
                if method == "GET" && !pattern.contains("account") && pattern != "/" {
                    assert_eq!(one.body.len(), two.body.len(), "{name} {path}");
                }
                assert_eq!(one.header("etag"), "", "{name} {path}");
                asked += 1;
            }
        }
    }
    assert!(asked > 400, "only {asked} questions were asked");
}

#[test]
fn the_comparison_can_fail() {
    let planted = Talks::new(true);
    let mut server = planted.server;
    let base = server.base.clone();
    let fellow = Visitor::seated(&base, &server.link("Doran Kessic", LINKS));
    assert!(fellow.get("/case/river-talks/ours").text().contains(SECRET));
    let (_, principal) = &planted.lookers[1];
    let before = neutral(&principal.get("/case/river-talks"), &server);
    assert_eq!(principal.post("/case/river-talks/ours/say", &[("words", "ours")]).status, 303);
    assert_ne!(before, neutral(&principal.get("/case/river-talks"), &server));
}

#[test]
fn whoever_has_no_seat_is_told_the_same_of_everything() {
    let server = Server::demo();
    let stranger = Visitor::new(&server.base);
    let there = stranger.get("/case/river-talks/text");
    assert_eq!((there.status, there.header("location")), (303, "/sign-in"));
    for path in
        ["/case/no-such-case/text", "/no/such/route", "/case/river-talks/nothing", "/case/river-talks/live"]
    {
        let none = stranger.get(path);
        assert_eq!(there.whole(), none.whole(), "{path}");
    }
    let posted = stranger.post("/case/river-talks/text/4", &[("substance", "acceptable")]);
    assert_eq!(
        posted.whole(),
        stranger.post("/case/no-such-case/text/4", &[("substance", "acceptable")]).whole()
    );
}

#[test]
fn news_come_when_the_seat_has_news_and_not_otherwise() {
    use std::io::{Read, Write};
    let mut server = Server::demo();
    let base = server.base.clone();
    let mut seat = |name: &str| Visitor::seated(&base, &server.link(name, LINKS));
    let (downland, envoy, mediator) = (seat("Senna Ruvel"), seat("Doran Kessic"), seat("Bram Ostely"));
    let mut stream = std::net::TcpStream::connect(&downland.host).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(3))).unwrap();
    let head = format!(
        "GET /case/river-talks/live HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n",
        downland.host, downland.cookie
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut read = || {
        let mut bytes = [0; 4096];
        let many = stream.read(&mut bytes).unwrap_or(0);
        String::from_utf8_lossy(&bytes[..many]).into_owned()
    };
    let mut first = read();
    while !first.contains("event: seen") {
        first.push_str(&read());
    }
    // The other side acts: not a byte.
    for words in ["one", "two", "three"] {
        assert_eq!(envoy.post("/case/river-talks/ours/say", &[("words", words)]).status, 303);
    }
    assert_eq!(read(), "");
    assert_eq!(mediator.post("/case/river-talks/rounds/close", &[]).status, 303);
    let mut news = read();
    if !news.contains("id: ") {
        news.push_str(&read());
    }
    assert!(news.contains("id: "), "{news:?}");
}
