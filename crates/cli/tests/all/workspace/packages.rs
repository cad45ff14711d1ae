//! *Packages*: what if, what values hang on, and what the responses to a package do to the answer.

use std::time::Duration;

use super::looks::LINKS;
use super::server::Server;
use super::visitor::Visitor;

/// The page once the work behind it is done.
fn ready(mediator: &Visitor, query: &str) -> String {
    for _ in 0..240 {
        let page = mediator.get(&format!("/case/river-talks/packages{query}"));
        assert_eq!(page.status, 200, "{}", page.whole());
        let text = page.text();
        if !text.contains("At work:") {
            return text;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    panic!("the analysis does not end");
}

#[test]
fn what_if_is_asked_of_a_case_that_stays_as_it_is() {
    let mut server = Server::demo();
    let link = server.link("Bram Ostely", LINKS);
    let mediator = Visitor::seated(&server.base, &link);
    let held = ready(&mediator, "");
    assert!(held.contains("How sure is that?") && !held.contains("under what is assumed"));
    let assumed = ready(&mediator, "?if=upland.walk_away%3D99%0Adownland.walk_away%3D99");
    assert!(
        assumed.contains("under what is assumed: <span dir=\"auto\">upland.walk_away=99</span>;"),
        "{assumed}"
    );
    assert!(assumed.contains("Why is there none"), "{assumed}");
    let wrong = ready(&mediator, "?if=moon.walk_away%3D1");
    assert!(
        wrong.contains("There is no party &#34;moon&#34;") || wrong.contains("There is no party"),
        "{wrong}"
    );
    assert!(!wrong.contains("under what is assumed"));
    let swept = ready(&mediator, "?sweep=1");
    assert!(swept.contains("What does it hang on?") && swept.contains("tornado-title"), "{swept}");
    // Nothing was changed.
    assert!(!ready(&mediator, "").contains("under what is assumed"));
}
