//! Silence, offers, coming and going, and what is done on paper.

use super::looks::LINKS;
use super::server::Server;
use super::visitor::Visitor;

const CASE: &str = "/case/river-talks";

fn seats<const N: usize>(names: [&str; N]) -> (Server, [Visitor; N]) {
    let mut server = Server::demo();
    let base = server.base.clone();
    let seats = names.map(|name| Visitor::seated(&base, &server.link(name, LINKS)));
    (server, seats)
}

#[test]
fn silence_is_announced_and_broken() {
    let (_server, [mediator, upland, downland]) = seats(["Bram Ostely", "Ilva Taren", "Senna Ruvel"]);
    let rounds = format!("{CASE}/rounds");
    let until = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(72)).strftime("%Y-%m-%dT%H:%M");
    let open = [("clauses", "12"), ("until", &until.to_string())];
    assert_eq!(upland.post(&format!("{rounds}/silence"), &open).status, 404);
    let bracketed = [("clauses", "4"), ("until", &until.to_string())];
    assert_eq!(mediator.post(&format!("{rounds}/silence"), &bracketed).status, 422);
    mediator.post(&format!("{rounds}/silence"), &open).done();
    for seat in [&upland, &downland] {
        let page = seat.get(&rounds).text();
        assert!(page.contains("Silence on clause <b>12</b> counts as consent after"), "{page}");
    }
    let why = [("clause", "12"), ("why", "the fish are counted already")];
    assert_eq!(mediator.post(&format!("{rounds}/break"), &why).status, 404);
    downland.post(&format!("{rounds}/break"), &why).done();
    // Who broke it is between that side and the mediators.
    assert!(!upland.get(&format!("{CASE}/audit")).text().contains("the fish are counted already"));
    assert!(upland.get(&rounds).text().contains("Silence on clause <b>12</b>"));
    assert!(!downland.get(&rounds).text().contains("Silence on clause <b>12</b>"));
    assert!(mediator.get(&format!("{CASE}/audit")).text().contains("the fish are counted already"));
}

#[test]
fn offers_are_made_and_taken_back() {
    let (_server, [mediator, upland, downland]) = seats(["Bram Ostely", "Doran Kessic", "Senna Ruvel"]);
    let offer = [("option", "fees=no fee"), ("option", ""), ("concession", "yes")];
    assert_eq!(mediator.post(&format!("{CASE}/offer"), &offer).status, 404);
    assert_eq!(upland.post(&format!("{CASE}/offer"), &[("option", "fees=nothing at all")]).status, 422);
    upland.post(&format!("{CASE}/offer"), &offer).done();
    let page = upland.get(&format!("{CASE}/text")).text();
    let own = page.split("id=\"offers\"").nth(1).unwrap();
    assert!(own.contains("offered fees = no fee, as a concession"), "{own}");
    assert!(mediator.get(&format!("{CASE}/audit")).text().contains("offered fees = no fee"));
    assert!(!downland.get(&format!("{CASE}/audit")).text().contains("offered fees = no fee"));
    let act = own.split("name=\"act\" value=\"").last().unwrap().split('"').next().unwrap();
    upland.post(&format!("{CASE}/offer/withdraw"), &[("act", act)]).done();
    let page = upland.get(&format!("{CASE}/text")).text();
    assert!(!page.split("id=\"offers\"").nth(1).unwrap().contains("as a concession"));
}

#[test]
fn a_side_interrupts_goes_on_and_leaves() {
    let (_server, [envoy, president, other]) = seats(["Doran Kessic", "Ilva Taren", "Senna Ruvel"]);
    let rounds = format!("{CASE}/rounds");
    envoy.post(&format!("{rounds}/interrupt"), &[("why", "the harvest")]).done();
    assert!(other.get(CASE).text().contains("has interrupted its part: the harvest"));
    let respond = [("substance", "acceptable"), ("wording", "works")];
    assert_eq!(envoy.post(&format!("{CASE}/text/12"), &respond).status, 422);
    envoy.post(&format!("{rounds}/resume"), &[]).done();
    envoy.post(&format!("{CASE}/text/12"), &respond).done();
    // For good only by the principal, who says so twice.
    assert_eq!(envoy.post(&format!("{rounds}/leave"), &[("sure", "yes")]).status, 422);
    assert_eq!(president.post(&format!("{rounds}/leave"), &[]).status, 422);
    president.post(&format!("{rounds}/leave"), &[("sure", "yes")]).done();
    assert!(other.get(CASE).text().contains("has left"));
    assert_eq!(envoy.post(&format!("{CASE}/text/12"), &respond).status, 422);
}

#[test]
fn an_answer_on_paper_counts_once_it_is_attested() {
    let (_server, [mediator, envoy, other]) = seats(["Bram Ostely", "Doran Kessic", "Senna Ruvel"]);
    let paper = [
        ("substance", "acceptable"),
        ("wording", "works"),
        ("by", "upland-president"),
        ("means", "letter"),
        ("paper", "the red folder"),
    ];
    let clause = format!("{CASE}/text/12");
    assert_eq!(other.post(&clause, &paper).status, 422, "another side's");
    assert_eq!(mediator.post(&clause, &paper[..2]).status, 422, "whose it is has to be said");
    mediator.post(&clause, &paper).done();
    let page = envoy.get(&format!("{CASE}/rounds")).text();
    assert!(page.contains("by letter, recorded by Special Envoy Bram Ostely; not attested yet"), "{page}");
    let act = page.split("/rounds/attest").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap();
    let act = act.split('"').next().unwrap();
    envoy.post(&format!("{CASE}/rounds/attest"), &[("act", act)]).done();
    let page = envoy.get(&clause).text();
    assert!(page.contains("President Ilva Taren</strong>"), "{page}");
    assert!(!other.get(&clause).text().contains("Ilva Taren"));
    // A later answer on the same words says which one counts.
    envoy.post(&clause, &[("substance", "rejected"), ("note", "first thoughts")]).done();
    envoy.post(&clause, &[("substance", "acceptable"), ("note", "second thoughts")]).done();
    assert!(envoy.get(&clause).text().contains("(overtaken by a later answer)"));
}
