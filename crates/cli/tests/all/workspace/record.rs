//! The *Record* page: a report comes in, its words are marked, what is found is decided on, by the mediators alone.

use super::server::{Server, river};
use super::visitor::Visitor;

const CASE: &str = "/case/river-talks";

fn begun() -> (tempfile::TempDir, Server, Visitor) {
    let folder = river();
    let mut server = Server::of(&folder.path().join("river-talks"), &["--as", "mediator-envoy"]);
    let link = server.links(1)[0].1.clone();
    let (mediator, _) = Visitor::take_up(&server.base, &link, "seven green herons wade");
    (folder, server, mediator)
}

#[test]
fn a_report_is_read_marked_and_decided_on() {
    let (folder, _server, mediator) = begun();
    let words = "“The fees are out of the question,” President Ilva Taren told reporters on Sunday.\n\n<script>alert(1)</script> “Not a drop more,” said Jorun Maseth.";
    let form = [("words", words), ("name", "Post & more"), ("outlet", "River Post"), ("date", "2026-10-12")];
    let came = mediator.post(&format!("{CASE}/record/add"), &form);
    assert_eq!(came.status, 303, "{}", came.whole());
    let place = came.header("location").to_string();
    assert_eq!(place, format!("{CASE}/record/2026-10-12-post---more.txt"));
    let page = mediator.get(&place).text();
    assert!(
        page.contains("class=\"said\"")
            && page.contains("President Ilva Taren, to reporters")
            && !page.contains("<script>alert"),
        "{page}"
    );
    let id = page.split("name=\"statement\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let wrong = [("statement", id.as_str()), ("report", "x"), ("verdict", "accepted"), ("date", "Sunday")];
    assert_eq!(mediator.post(&format!("{CASE}/record/decide"), &wrong).status, 422);
    let yes = [
        ("statement", id.as_str()),
        ("report", "2026-10-12-post---more.txt"),
        ("verdict", "accepted"),
        ("says", "fees:reject"),
    ];
    assert_eq!(mediator.post(&format!("{CASE}/record/decide"), &yes).header("location"), place);
    let again = mediator.post(&format!("{CASE}/record/decide"), &yes);
    assert_eq!(again.status, 422, "decided once");
    let record = mediator.get(&format!("{CASE}/record")).text();
    assert!(
        record.contains("The fees are out of the question")
            && record.contains("<svg")
            && record.contains("on fees: 2026-10-11 rejected"),
        "{record}"
    );
    let kept = std::fs::read_to_string(folder.path().join("river-talks/record/statements.jsonl")).unwrap();
    assert!(kept.contains("\"accepted_by\":\"mediator-envoy\""), "{kept}");
    // As a document, with its source.
    let print = mediator.get(&format!("{CASE}/documents/quotations.html")).text();
    assert!(print.contains("record/sources/2026-10-12-post---more.txt"), "{print}");
    // Nobody reads other files by it.
    for path in ["..%2f..%2fcase.toml", "%2e%2e%2fstatements.jsonl", "none.txt"] {
        assert_eq!(mediator.get(&format!("{CASE}/record/{path}")).status, 404);
    }
}

#[test]
fn a_side_has_no_record_page() {
    let (_folder, server, mediator) = begun();
    let page = mediator.post(&format!("{CASE}/who/invite"), &[("person", "upland-president")]).text();
    let link = page.split("id=\"invitation-link\">").nth(1).unwrap().split('<').next().unwrap().to_string();
    let (side, _) = Visitor::take_up(&server.base, &link, "seven green herons wade");
    for path in ["record", "record/2026-10-12-river-post.txt", "documents/quotations.html"] {
        assert_eq!(side.get(&format!("{CASE}/{path}")).status, 404, "{path}");
    }
    let add = side.post(&format!("{CASE}/record/add"), &[("words", "“No,” said Reyl."), ("name", "x")]);
    assert_eq!(add.status, 404);
    assert!(!side.get(CASE).text().contains("/record"));
}
