//! People and their seats: invitations, second factors, devices, lost passwords, several cases, drafts that two write.

use std::path::Path;

use super::server::{Server, river};
use super::visitor::Visitor;
use crate::support::{command, put};

const CASE: &str = "/case/river-talks";
const PASSWORD: &str = "seven green herons wade";

/// One who took an invitation up, and the sign-in name.
fn take_up(base: &str, link: &str) -> (Visitor, String) {
    Visitor::take_up(base, link, PASSWORD)
}

fn link_of(page: &str) -> Option<String> {
    Some(page.split("id=\"invitation-link\">").nth(1)?.split('<').next()?.into())
}

fn invite(from: &Visitor, person: &str) -> String {
    let page = from.post(&format!("{CASE}/who/invite"), &[("person", person)]);
    link_of(&page.text()).unwrap_or_else(|| panic!("no invitation: {}", page.whole()))
}

fn sign_in(base: &str, name: &str, code: &str) -> (u16, Visitor) {
    let mut visitor = Visitor::new(base);
    let answer = visitor.post("/sign-in", &[("name", name), ("password", PASSWORD), ("code", code)]);
    visitor.cookie = answer.header("set-cookie").split(';').next().unwrap().into();
    (answer.status, visitor)
}

fn begun() -> (tempfile::TempDir, Server, Visitor) {
    let folder = river();
    let mut server = Server::of(&folder.path().join("river-talks"), &["--as", "mediator-envoy"]);
    let link = server.links(1)[0].1.clone();
    let (mediator, _) = take_up(&server.base, &link);
    (folder, server, mediator)
}

#[test]
fn a_second_factor_is_asked_for_once_it_was_shown_to_work() {
    let (_folder, server, mediator) = begun();
    let (president, name) = take_up(&server.base, &invite(&mediator, "upland-president"));
    let page = president.get("/account").text();
    let secret =
        page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    assert!(page.contains("<svg"), "the picture to photograph");
    let code = |ahead: u64| {
        let now = jiff::Timestamp::now().as_second().unsigned_abs() + ahead;
        let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
        totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
    };
    let wrong = president.post("/account/second", &[("secret", &secret), ("code", "000000")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains(&secret), "the same letters are shown again");
    // Taken once: the half minute it belongs to may end in between.
    let used = code(0);
    president.post("/account/second", &[("secret", &secret), ("code", &used)]).done();
    assert_eq!(sign_in(&server.base, &name, "").0, 422);
    assert_eq!(sign_in(&server.base, &name, &used).0, 422, "that one was used");
    assert_eq!(sign_in(&server.base, &name, &code(30)).0, 303);
    assert_eq!(president.post("/account/second/off", &[("password", "another one altogether")]).status, 422);
    president.post("/account/second/off", &[("password", PASSWORD)]).done();
    assert_eq!(sign_in(&server.base, &name, "").0, 303);
}

#[test]
fn devices_are_listed_and_ended() {
    let (_folder, server, mediator) = begun();
    let (here, name) = take_up(&server.base, &invite(&mediator, "downland-envoy"));
    let (status, there) = sign_in(&server.base, &name, "");
    assert_eq!((status, there.get(CASE).status), (303, 200));
    let page = here.get("/account").text();
    let device = page.split("name=\"device\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    here.post("/account/device", &[("device", device)]).done();
    assert_eq!(there.get(CASE).header("location"), "/sign-in");
    // A new password ends the others too; the old one opens nothing.
    let (_, there) = sign_in(&server.base, &name, "");
    let new = "nine white herons wade";
    assert_eq!(
        here.post("/account/password", &[("old", "not this one here"), ("new", new), ("again", new)]).status,
        422
    );
    assert_eq!(
        here.post("/account/password", &[("old", PASSWORD), ("new", new), ("again", "x")]).status,
        422
    );
    here.post("/account/password", &[("old", PASSWORD), ("new", new), ("again", new)]).done();
    assert_eq!(there.get(CASE).header("location"), "/sign-in");
    assert_eq!(sign_in(&server.base, &name, "").0, 422);
    assert_eq!(here.get(CASE).status, 200);
}

#[test]
fn a_second_person_of_the_same_side_renews_a_lost_access_and_nobody_else_does() {
    let (_folder, server, mediator) = begun();
    let (president, _) = take_up(&server.base, &invite(&mediator, "upland-president"));
    let (other_side, _) = take_up(&server.base, &invite(&mediator, "downland-president"));
    let (adviser, name) = take_up(&server.base, &invite(&president, "upland-adviser"));
    for visitor in [&president, &other_side] {
        visitor.post(&format!("{CASE}/agree"), &[]).done();
    }
    adviser.post(&format!("{CASE}/side"), &[("words", "a note of the side's own")]).done();
    assert!(president.get(&format!("{CASE}/side")).text().contains("a note of the side&#39;s own"));
    assert!(!mediator.get(&format!("{CASE}/caucus/upland")).text().contains("a note of the side"));
    // A mediator cannot, once the seat was taken; nor can another side.
    for visitor in [&mediator, &other_side] {
        let page = visitor.post(&format!("{CASE}/who/invite"), &[("person", "upland-adviser")]);
        assert_eq!((page.status, link_of(&page.text())), (422, None));
    }
    // Nor one who reads less give what reads more.
    let page = adviser.post(&format!("{CASE}/who/invite"), &[("person", "upland-president")]);
    assert_eq!((page.status, link_of(&page.text())), (422, None));
    let (renewed, new_name) = take_up(&server.base, &invite(&president, "upland-adviser"));
    assert_ne!(name, new_name);
    assert_eq!(renewed.get(CASE).status, 200);
    // The side's own notes do not come with it, and the old device is told.
    assert!(!renewed.get(&format!("{CASE}/side")).text().contains("a note of the side"));
    assert_eq!(adviser.get(CASE).status, 404);
    assert!(adviser.get("/").text().contains("renewed the access to this seat"));
    let (_, again) = sign_in(&server.base, &name, "");
    assert!(again.get("/").text().contains("renewed the access to this seat"));
}

#[test]
fn whoever_lost_an_access_asks_in_person_and_one_of_the_delegation_attests_it() {
    let (_folder, server, mediator) = begun();
    let (president, _) = take_up(&server.base, &invite(&mediator, "upland-president"));
    let (other_side, _) = take_up(&server.base, &invite(&mediator, "downland-president"));
    let (adviser, _) = take_up(&server.base, &invite(&president, "upland-adviser"));
    for visitor in [&president, &other_side] {
        visitor.post(&format!("{CASE}/agree"), &[]).done();
    }
    president.post(&format!("{CASE}/side"), &[("words", "a note of the side's own")]).done();
    let lost = [("by", "upland-president"), ("paper", "the blue binder")];
    // Nobody else writes that down, nor for one who is of no party.
    for visitor in [&adviser, &other_side] {
        assert_eq!(visitor.post(&format!("{CASE}/who/asked"), &lost).status, 404);
    }
    assert_eq!(mediator.post(&format!("{CASE}/who/asked"), &[("by", "mediator-envoy")]).status, 422);
    mediator.post(&format!("{CASE}/who/asked"), &lost).done();
    let again = |visitor: &Visitor| {
        let page = visitor.post(&format!("{CASE}/who/invite"), &[("person", "upland-president")]);
        (page.status, link_of(&page.text()))
    };
    assert_eq!(again(&mediator), (422, None), "it counts once it is attested");
    assert!(!other_side.get(&format!("{CASE}/rounds")).text().contains("made anew"));
    let page = adviser.get(&format!("{CASE}/rounds")).text();
    assert!(page.contains("President Ilva Taren asked for a new access"), "{page}");
    let act = page.split("/rounds/attest").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap();
    let act = act.split('"').next().unwrap().to_string();
    let attests = [("act", act.as_str())];
    assert_ne!(mediator.post(&format!("{CASE}/rounds/attest"), &attests).status, 303, "it recorded it");
    adviser.post(&format!("{CASE}/rounds/attest"), &attests).done();
    let (status, link) = again(&mediator);
    assert_eq!(status, 200);
    assert_eq!(again(&mediator), (422, None), "once");
    assert!(president.get("/").text().contains("renewed the access to this seat"), "the old device is told");
    assert_eq!(president.get(CASE).status, 404);
    let (back, _) = take_up(&server.base, &link.unwrap());
    assert_eq!(back.get(CASE).status, 200);
    assert!(!back.get(&format!("{CASE}/side")).text().contains("a note of the side"));
}

#[test]
fn a_server_starts_again_and_a_key_file_opens_the_command_line() {
    let (folder, server, mediator) = begun();
    let case = folder.path().join("river-talks");
    let link = invite(&mediator, "upland-president");
    let wrong = mediator.post("/account/key", &[("password", "not this one at all")]);
    assert_eq!(wrong.status, 422);
    let key = mediator.post("/account/key", &[("password", PASSWORD)]);
    assert!(key.status == 200 && key.text().starts_with("detente-key-1 "), "{}", key.whole());
    let file = folder.path().join("envoy.key");
    std::fs::write(&file, &key.body).unwrap();
    let before = server.base.clone();
    drop(server);
    let keys = |words: &[&str]| {
        let mut all = vec!["keys", case.to_str().unwrap(), "--as", "mediator-envoy"];
        all.extend(words);
        command(folder.path(), &all).output().unwrap()
    };
    let listed = keys(&["--key", file.to_str().unwrap()]);
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    // Without the key the same command starts the server all the same, and invitations hold.
    let server = Server::of(&case, &["--as", "mediator-envoy"]);
    let (president, _) = take_up(&server.base, &link.replace(&before, &server.base));
    assert_eq!(president.get(CASE).status, 200);
    drop(server);
    // With it there is a new one.
    let mut server = Server::of(&case, &["--as", "mediator-envoy", "--key", file.to_str().unwrap()]);
    let link = server.links(1)[0].1.clone();
    let (again, _) = take_up(&server.base, &link);
    assert_eq!(again.get(CASE).status, 200);
}

#[test]
fn one_account_has_seats_in_several_cases() {
    let (one, two) = (river(), tempfile::tempdir().unwrap());
    let other = two.path().join("well");
    put(&other, "case.toml", WELL.as_bytes());
    let accounts = one.path().join("accounts.db");
    let cases: [&Path; 2] = [&one.path().join("river-talks"), &other];
    let options = ["--as", "mediator-envoy", "--accounts", accounts.to_str().unwrap()];
    let mut server = Server::over(&cases, &options);
    let links: Vec<String> = server.links(3).iter().map(|(_, link)| link.clone()).collect();
    let (mediator, _) = take_up(&server.base, &links[0]);
    mediator.post("/join", &[("token", &links[2])]).done();
    assert_eq!(mediator.post("/join", &[("token", &links[2])]).status, 422, "used once");
    let home = mediator.get("/").text();
    assert!(home.contains(CASE));
    // Secret talks have no name, in addresses either.
    let well = home.split("href=\"").find(|rest| rest.starts_with("/case/talks-")).unwrap();
    let well = well.split('"').next().unwrap().to_string();
    assert_eq!(mediator.get("/case/well").status, 404);
    let other = Visitor { cookie: String::new(), ..mediator.clone() };
    assert_eq!(other.get(&well).header("location"), "/sign-in");

    // Whoever is invited has to declare interests before anything else.
    let page = mediator.get(&well);
    assert!(page.text().contains("Before you begin") && !page.text().contains("Who owns the well"));
    for closed in ["packages", "moves", "rehearsal", "draft", "disclosures", "caucus/north"] {
        assert_eq!(mediator.get(&format!("{well}/{closed}")).status, 404, "{closed}");
    }
    mediator.post(&format!("{well}/declare"), &[("interests", "none that I know of")]).done();
    for open in [
        "",
        "/packages",
        "/draft",
        "/disclosures",
        "/caucus/north",
        "/who",
        "/audit",
        "/rounds",
        "/documents",
    ] {
        let page = mediator.get(&format!("{well}{open}"));
        assert_eq!(page.status, 200, "{open}");
        // The words that all agree to name their matter.
        assert!(open.is_empty() || !page.text().contains("Who owns the well"), "{open}");
    }
    drop(server);
}

const WELL: &str = r#"
detente = 1
title = "Who owns the well"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator" }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "bo", for = "south", role = "principal" },
  { id = "mediator-envoy", name = "Eda", for = "elders", role = "representative" },
]
issue = [{ id = "hours", options = ["mornings", "evenings"] }]
mediation = { confidentiality = "secret" }
"#;

#[test]
fn two_who_write_one_draft_overwrite_nothing() {
    let (_folder, mut server, envoy) = begun();
    let fellow = server.links(2)[1].1.clone();
    let (president, _) = take_up(&server.base, &fellow);
    let draft = format!("{CASE}/draft");
    let seen = |visitor: &Visitor| {
        let page = visitor.get(&draft).text();
        page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
    };
    let save = |visitor: &Visitor, words: &str, seen: &str| {
        visitor.post(&draft, &[("text", "texts/agreement.md"), ("words", words), ("seen", seen)])
    };
    let (one, two) = (seen(&envoy), seen(&president));
    save(&envoy, "1. The envoy's words.", &one).done();
    let clash = save(&president, "1. The president's words.", &two);
    assert_eq!(clash.status, 422);
    let text = clash.text();
    assert!(text.contains("Special Envoy Bram Ostely has saved another version"), "{text}");
    assert!(text.contains("1. The president&#39;s words."), "what was typed is not lost");
    assert!(text.contains("<del>"), "{text}");
    assert!(envoy.get(&draft).text().contains("1. The envoy&#39;s words."));
    let now = text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    save(&president, "1. Both their words.", now).done();
    assert!(envoy.get(&draft).text().contains("1. Both their words."));
    let (upland, _) = take_up(&server.base, &invite(&envoy, "upland-president"));
    assert_eq!(upland.get(&draft).status, 404);
}

#[test]
fn a_mediator_cannot_be_those_whom_it_invites() {
    let (_folder, server, mediator) = begun();
    let base = server.base.clone();
    let (ghost, _) = take_up(&base, &invite(&mediator, "upland-adviser"));
    let kept = invite(&mediator, "upland-envoy");
    let (president, _) = take_up(&base, &invite(&mediator, "upland-president"));
    president.post(&format!("{CASE}/side"), &[("words", "what no mediator reads")]).done();
    // Not by an invitation it kept: once the side is its own it opens nothing,
    let path = kept.strip_prefix(&base).unwrap();
    let word = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(Visitor::new(&base).post(path, &word).status, 404);
    // nor by a seat it took before, which reads nothing of the side's own and is no second person for it,
    mediator.post(&format!("{CASE}/who/asked"), &[("by", "upland-president"), ("paper", "none")]).done();
    assert!(!ghost.get(&format!("{CASE}/rounds")).text().contains("/rounds/attest"));
    assert!(president.get(&format!("{CASE}/rounds")).text().contains("asked for a new access"));
    assert!(!ghost.get(&format!("{CASE}/side")).text().contains("what no mediator reads"));
    // nor by inviting once more someone who has taken a seat, even if nothing was looked at yet,
    // nor by inviting others of a side that has its principal, nor a second mediator.
    for person in ["upland-president", "upland-adviser", "energy-minister", "mediator-president"] {
        let page = mediator.post(&format!("{CASE}/who/invite"), &[("person", person)]);
        assert_eq!((page.status, link_of(&page.text())), (422, None), "{person}");
    }
    assert_eq!(president.get(CASE).status, 200);
    // The principal decides who reads what the side writes for itself.
    assert!(president.get(&format!("{CASE}/side")).text().contains("Mira Vossane"));
    assert_eq!(mediator.post(&format!("{CASE}/side/let-in"), &[("person", "upland-adviser")]).status, 404);
    president.post(&format!("{CASE}/side/let-in"), &[("person", "upland-adviser")]).done();
    assert!(ghost.get(&format!("{CASE}/side")).text().contains("what no mediator reads"));
}

#[test]
fn of_invitations_made_at_once_one_opens_the_seat() {
    let (_folder, server, mediator) = begun();
    let base = server.base.clone();
    let links: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..6)
            .map(|_| {
                let mediator = mediator.clone();
                scope.spawn(move || {
                    let form = [("person", "downland-president")];
                    link_of(&mediator.post(&format!("{CASE}/who/invite"), &form).text())
                })
            })
            .collect();
        asked.into_iter().filter_map(|asked| asked.join().unwrap()).collect()
    });
    assert!(!links.is_empty());
    let taken = links.iter().filter(|link| {
        let path = link.trim_start_matches(&base);
        let visitor = Visitor::new(&base);
        visitor.post(path, &[("password", PASSWORD), ("again", PASSWORD)]).status == 200
    });
    assert_eq!(taken.count(), 1);
    assert!(mediator.post(&format!("{CASE}/who/invite"), &[("person", "downland-president")]).status == 422);
}

#[test]
fn taking_a_seat_survives_a_kill() {
    for wait in [30, 90, 150, 210, 270, 330] {
        let folder = river();
        let case = folder.path().join("river-talks");
        let mut server = Server::of(&case, &["--as", "mediator-envoy"]);
        let link = server.links(1)[0].1.clone();
        let path = link.trim_start_matches(&server.base).to_string();
        let visitor = Visitor::new(&server.base);
        let port = visitor.host.rsplit(':').next().unwrap().to_string();
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        let asked = {
            let (visitor, path) = (visitor.clone(), path.clone());
            std::thread::spawn(move || {
                std::panic::catch_unwind(|| visitor.post(&path, &form).status).unwrap_or(0)
            })
        };
        std::thread::sleep(std::time::Duration::from_millis(wait));
        server.kill();
        let status = asked.join().unwrap();
        // The answer came, or the link still opens the seat.
        let server = Server::of(&case, &["--bind", &format!("127.0.0.1:{port}")]);
        let again = visitor.post(&path, &form);
        assert!(status == 200 || again.status == 200, "after {wait} ms: {status}, then {}", again.status);
        drop(server);
    }
}
