//! What attackers try.

use std::io::Write;
use std::time::{Duration, Instant};

use super::looks::LINKS;
use super::server::{Server, river};
use super::visitor::Visitor;

const CASE: &str = "/case/river-talks";
const PASSWORD: &str = "seven green herons wade";

fn demo() -> (Server, Visitor, Visitor) {
    let mut server = Server::demo();
    let base = server.base.clone();
    let mediator = Visitor::seated(&base, &server.link("Bram Ostely", LINKS));
    let envoy = Visitor::seated(&base, &server.link("Doran Kessic", LINKS));
    (server, mediator, envoy)
}

#[test]
fn forms_of_other_sites_change_nothing() {
    let (_server, mediator, _) = demo();
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let close = format!("{CASE}/rounds/close");
    for headers in [
        vec![kind],
        vec![kind, ("Origin", "null")],
        vec![kind, ("Origin", "https://evil.example")],
        vec![kind, ("Origin", "http://127.0.0.1")],
        vec![kind, ("Sec-Fetch-Site", "cross-site")],
        vec![kind, ("Sec-Fetch-Site", "same-site")],
    ] {
        assert_eq!(mediator.ask("POST", &close, &headers, b"").status, 403, "{headers:?}");
    }
    assert!(mediator.get(&format!("{CASE}/rounds")).text().contains("Round 2 is open"));
    // Nor does a link.
    assert_eq!(mediator.get(&close).status, 404);
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"] {
        let answer = mediator.ask(method, &close, &[("Origin", &format!("http://{}", mediator.host))], b"");
        assert_eq!(answer.status, 404, "{method}");
    }
    assert_eq!(mediator.post(&close, &[]).status, 303);
}

#[test]
fn a_session_is_new_at_every_sign_in_and_out_of_reach_of_scripts() {
    let folder = river();
    let mut server = Server::of(&folder.path().join("river-talks"), &["--as", "mediator-envoy"]);
    let base = server.base.clone();
    let link = server.links(1)[0].1.clone();
    let mut visitor = Visitor::new(&base);
    // A cookie from elsewhere is not taken up.
    visitor.cookie = format!("detente={}", "a".repeat(64));
    let path = link.trim_start_matches(&base).to_string();
    let joined = visitor.post(&path, &[("password", PASSWORD), ("again", PASSWORD)]);
    assert_eq!(joined.status, 200, "{}", joined.whole());
    let cookie = joined.header("set-cookie").to_string();
    assert!(!cookie.contains(&"a".repeat(64)));
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let text = joined.text();
    let name = text.split("id=\"sign-in-name\">").nth(1).unwrap().split('<').next().unwrap();
    // Used once.
    assert_eq!(visitor.get(&path).status, 422);
    assert_eq!(visitor.post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).status, 404);
    // An unknown name and a wrong password are answered alike.
    let stranger = Visitor::new(&base);
    let wrong = |name: &str| {
        let answer = stranger.post("/sign-in", &[("name", name), ("password", "not this one at all")]);
        answer.whole().replace(name, "NAME")
    };
    // Of the same length: what was typed is shown again.
    let nobody = "n".repeat(name.len());
    assert_eq!(wrong(name), wrong(&nobody));
    // Both take as long.
    let took = |name: &str| {
        let begun = Instant::now();
        wrong(name);
        begun.elapsed().as_secs_f64()
    };
    let (mut one, mut two): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        one.push(took(name));
        two.push(took(&nobody));
    }
    one.sort_by(f64::total_cmp);
    two.sort_by(f64::total_cmp);
    assert!((one[1] / two[1]).max(two[1] / one[1]) < 2.0, "{one:?} {two:?}");
    // Guesses run out for who guesses, and not for who is signed in.
    let mut last = 0;
    for _ in 0..12 {
        last = stranger.post("/sign-in", &[("name", name), ("password", "not this one at all")]).status;
    }
    assert_eq!(last, 429);
    let mut owner = Visitor::new(&base);
    owner.cookie = cookie.split(';').next().unwrap().into();
    assert_eq!(owner.get(CASE).status, 200);
    // Signing out ends it, on the server too.
    assert_eq!(owner.post("/sign-out", &[]).status, 303);
    assert_eq!(owner.get(CASE).header("location"), "/sign-in");
}

#[test]
fn no_words_become_script() {
    let (server, mediator, envoy) = demo();
    let script = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>";
    let ok = |status: u16| assert!(matches!(status, 303 | 422 | 404 | 200), "{status}");
    // Every field of every form of the table.
    let description: serde_json::Value =
        serde_json::from_slice(&Visitor::new(&server.base).get("/openapi.json").body).unwrap();
    for (path, verbs) in description["paths"].as_object().unwrap() {
        let schema = &verbs["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let Some(fields) = schema["properties"].as_object() else { continue };
        if path.contains("sign-out") || path.contains("password") || path.contains("device") {
            continue;
        }
        let path =
            path.replace("{case}", "river-talks").replace("{party}", "upland").replace("{clause}", "4");
        for visitor in [&mediator, &envoy] {
            let form: Vec<(&str, &str)> = fields.keys().map(|field| (field.as_str(), script)).collect();
            let answer = visitor.post(&path, &form);
            ok(answer.status);
            assert!(!answer.text().contains("<script>alert"), "{path}");
            assert!(!answer.text().contains("<img src=x"), "{path}");
        }
    }
    let say = envoy.post(&format!("{CASE}/ours/say"), &[("words", script)]);
    assert_eq!(say.status, 303);
    let draft = [("text", "texts/agreement.md"), ("words", script), ("seen", "nothing")];
    assert_eq!(mediator.post(&format!("{CASE}/draft/table"), &draft).status, 303);
    for (visitor, page) in [
        (&mediator, "/caucus/upland"),
        (&mediator, ""),
        (&mediator, "/text"),
        (&mediator, "/audit"),
        (&mediator, "/disclosures"),
        (&envoy, "/ours"),
        (&envoy, "/text"),
        (&envoy, "/redline"),
        (&envoy, "/documents/text.html"),
        (&envoy, "/documents/redline.html"),
        (&envoy, &format!("/text/{}", "%3Cscript%3Ealert(1)%3C%2Fscript%3E")),
        (&envoy, "/redline?from=%22%3E%3Cscript%3Ealert(1)"),
    ] {
        let answer = visitor.get(&format!("{CASE}{page}"));
        let text = answer.text();
        assert!(
            !text.contains("<script>alert") && !text.contains("<img src=x") && !text.contains("<svg/onload"),
            "{page}"
        );
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("script-src 'unsafe"),
            "{page}: {policy}"
        );
    }
}

#[test]
fn paths_ids_and_hosts_lead_nowhere() {
    let (server, mediator, envoy) = demo();
    for path in [
        "/case/../../etc/passwd",
        "/case/river-talks/documents/..%2F..%2Fcase.toml",
        "/case/river-talks/documents/%2e%2e%2fprivate%2fdownland.toml",
        "/case/river-talks/text/..%2f..",
        "/style.css/../../Cargo.toml",
        "/case/river-talks/caucus/downland",
        "/case/river-talks/packages",
        "/case/river-talks/moves",
        "/case/river-talks/rehearsal?go=1",
        "/case/river-talks/disclosures",
        "/case/river-talks/draft?text=private/downland.toml",
        "/case/river-talks/text?text=private/downland.toml",
        "/case/river-talks/redline?text=private%2fdownland.toml",
        "/%00",
    ] {
        let answer = envoy.get(path);
        assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.whole());
        assert!(!answer.text().contains("walk_away"), "{path}");
    }
    // Acts are counted for each seat: a number of another's leads to one's own, or nowhere.
    for number in 0..60 {
        let answer = envoy.post(&format!("{CASE}/text/4/withdraw"), &[("act", &number.to_string())]);
        assert!(matches!(answer.status, 303 | 422), "{number}: {}", answer.status);
    }
    assert!(mediator.get(&format!("{CASE}/caucus/downland")).text().contains("half the tariff"));
    // Another name for this server is someone else's page; what a proxy says is not believed unless one was declared.
    let host = mediator.host.clone();
    let elsewhere = |named: &str| {
        let head = format!(
            "GET {CASE} HTTP/1.1\r\nHost: {named}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            mediator.cookie
        );
        mediator.raw(head.as_bytes()).unwrap().status
    };
    assert_eq!(elsewhere(&host), 200);
    assert_eq!(elsewhere("evil.example"), 421);
    assert_eq!(elsewhere("127.0.0.1"), 421);
    let forwarded = mediator.ask(
        "GET",
        CASE,
        &[
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "https"),
            ("Forwarded", "host=evil.example"),
        ],
        b"",
    );
    assert!(!forwarded.text().contains("evil.example"));
    // Two requests in one, for a proxy that reads lengths otherwise.
    let smuggled = format!(
        "POST {CASE}/rounds/close HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nOrigin: http://{host}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        mediator.cookie
    );
    let answer = mediator.raw(smuggled.as_bytes());
    assert!(answer.is_none_or(|answer| answer.status != 200));
    assert_eq!(mediator.get(CASE).status, 200);
    drop(server);
}

#[test]
fn what_is_too_large_or_too_slow_is_turned_away() {
    let (server, mediator, envoy) = demo();
    let big = "a".repeat(2 << 20);
    assert_eq!(envoy.post(&format!("{CASE}/ours/say"), &[("words", &big)]).status, 413);
    assert_eq!(envoy.ask("GET", &format!("{CASE}?{}", "x".repeat(100_000)), &[], b"").status / 100, 4);
    let origin = format!("http://{}", envoy.host);
    let json = [("Origin", origin.as_str()), ("Content-Type", "application/json")];
    assert_eq!(envoy.ask("POST", &format!("{CASE}/ours/say"), &json, b"{}").status, 415);
    // A small file that is large once it is unpacked.
    let upload = |bytes: &[u8]| {
        let mut body =
            b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.docx\"\r\n\r\n".to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let headers = [("Origin", origin.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
        envoy.ask("POST", &format!("{CASE}/documents/compare"), &headers, &body)
    };
    let before = server.memory();
    let bomb = bomb();
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let answer = upload(&bomb);
    assert_eq!(answer.status, 422, "{}", answer.whole());
    assert!(answer.text().contains("larger than what is taken here"));
    assert!(server.memory() < before + (128 << 10), "{} KiB, {before} before", server.memory());
    for odd in [b"".as_slice(), b"PK\x03\x04", b"nonsense", &bomb[..bomb.len() / 2]] {
        assert_eq!(upload(odd).status, 422);
    }
    // Letter by letter: others are not kept waiting, and it ends.
    let mut slow: Vec<std::net::TcpStream> = (0..40)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(&envoy.host).unwrap();
            stream.write_all(b"POST /sign-in HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    let begun = Instant::now();
    assert_eq!(mediator.get(CASE).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    let ended = |stream: &mut std::net::TcpStream| {
        use std::io::Read;
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).is_ok()
    };
    assert!(ended(&mut slow[0]), "a head that never ends holds its connection");
    // So often that it is too often.
    let statuses: Vec<u16> = (0..400).map(|_| Visitor::new(&server.base).get("/sign-in").status).collect();
    assert!(statuses.contains(&429) && statuses.iter().all(|status| matches!(status, 200 | 429)));
    assert_eq!(mediator.get(CASE).status, 200, "others are not held up");
}

/// A Word file whose document unpacks to 300 MB.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&blanks).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A consultation that came to this.
fn held(result: &str) -> [(&str, &str); 5] {
    let people = [("people", "mediator-envoy"), ("people", "upland-envoy")];
    [("on", "2026-11-01"), ("sort", "consultation"), people[0], people[1], ("result", result)]
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = river();
    let case = folder.path().join("river-talks");
    let mut server = Server::of(&case, &["--as", "mediator-envoy"]);
    let base = server.base.clone();
    let link = server.links(1)[0].1.clone();
    let (mediator, _) = Visitor::take_up(&base, &link, PASSWORD);
    let meeting = format!("{CASE}/rounds/meeting");
    let mut acknowledged = Vec::new();
    for number in 0..20 {
        let words = format!("word {number:03} apart");
        let answer = mediator.post(&meeting, &held(&words));
        assert_eq!(answer.status, 303, "{}", answer.whole());
        acknowledged.push(words);
    }
    // Others go on writing while it is killed.
    let writer = {
        let mediator = mediator.clone();
        std::thread::spawn(move || {
            let mut done = Vec::new();
            for number in 100..10_000 {
                let words = format!("word {number:05} apart");
                let meeting = format!("{CASE}/rounds/meeting");
                let said = std::panic::catch_unwind(|| mediator.post(&meeting, &held(&words)));
                match said {
                    Ok(answer) if answer.status == 303 => done.push(words),
                    Ok(answer) if answer.status == 429 => std::thread::sleep(Duration::from_millis(60)),
                    _ => break,
                }
            }
            done
        })
    };
    std::thread::sleep(Duration::from_millis(400));
    server.kill();
    acknowledged.extend(writer.join().unwrap());
    assert!(acknowledged.len() > 20);
    // Started again, the browser's session is still good, and everything is there.
    let port = mediator.host.rsplit(':').next().unwrap().to_string();
    let server = Server::of(&case, &["--bind", &format!("127.0.0.1:{port}")]);
    let page = mediator.get(&format!("{CASE}/rounds"));
    assert_eq!(page.status, 200, "{}", page.whole());
    for words in acknowledged {
        assert!(page.text().contains(&words), "{words}");
    }
    drop(server);
}

#[test]
fn a_stolen_session_does_not_learn_the_password() {
    let (_server, _, envoy) = demo();
    let form = [("old", "not this one at all"), ("new", PASSWORD), ("again", PASSWORD)];
    let statuses: Vec<u16> = (0..12).map(|_| envoy.post("/account/password", &form).status).collect();
    assert_eq!((statuses[0], statuses[11]), (422, 429), "{statuses:?}");
    assert_eq!(envoy.post("/account/second/off", &[("password", "x")]).status, 429);
    assert_eq!(envoy.get(CASE).status, 200);
}

#[test]
fn a_form_of_many_fields_makes_no_large_page() {
    let (_server, _, envoy) = demo();
    let lines = "red_never=a&".repeat(40_000);
    let origin = format!("http://{}", envoy.host);
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let answer = envoy.ask("POST", &format!("{CASE}/preferences/try"), &headers, lines.as_bytes());
    assert_eq!(answer.status, 200);
    assert!(answer.body.len() < 1 << 20, "{}", answer.body.len());
}

#[test]
fn whoever_says_nothing_is_not_waited_for() {
    use std::io::Read;
    let (_server, mediator, _) = demo();
    let silent: Vec<std::net::TcpStream> =
        (0..20).map(|_| std::net::TcpStream::connect(&mediator.host).unwrap()).collect();
    let mut one = &silent[0];
    one.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut rest = Vec::new();
    assert!(one.read_to_end(&mut rest).is_ok(), "a connection without a word stays open");
    assert_eq!(mediator.get(CASE).status, 200);
}

#[test]
fn cookies_made_up_get_nobody_more_requests() {
    let (server, ..) = demo();
    let statuses: Vec<u16> = (0..300)
        .map(|nth| {
            let mut visitor = Visitor::new(&server.base);
            visitor.cookie = format!("detente={nth:064x}");
            visitor.get("/sign-in").status
        })
        .collect();
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[test]
fn what_the_server_writes_down_holds_no_word_of_the_talks() {
    let folder = river();
    let log = folder.path().join("log");
    let case = folder.path().join("river-talks");
    let watched = "127.0.0.1:0";
    let mut server = Server::written(&case, &["--as", "mediator-envoy", "--metrics", watched], &log);
    let base = server.base.clone();
    let link = server.links(1)[0].1.clone();
    let (mediator, _) = Visitor::take_up(&base, &link, PASSWORD);
    mediator.post(&format!("{CASE}/rounds/meeting"), &held("a word that is nobody's")).done();
    for page in ["", "/text", "/who", "/caucus/upland"] {
        assert_eq!(mediator.get(&format!("{CASE}{page}")).status, 200);
    }
    assert!(server.stop());
    let written = std::fs::read_to_string(&log).unwrap();
    assert!(written.lines().any(|line| line.contains("\"route\":\"/case/{case}/text\"")), "{written}");
    for word in ["river", "upland", "envoy", "Ostely", "nobody's", "herons", &link[link.len() - 20..]] {
        assert!(!written.contains(word), "{word} is in the log:\n{written}");
    }
}
