//! The page and its figures, whole.

use detente_papers::{frontier_svg, gains_svg, html};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::cases;

/// Reads to the end: every element closed, every entity known, every attribute quoted and given once.
pub(crate) fn well_formed(text: &str) {
    // The page's only unclosed elements are `meta`; closed here, it reads as XML.
    let closed: Vec<String> = text
        .lines()
        .map(|line| match line.strip_prefix("<meta").and_then(|rest| rest.strip_suffix('>')) {
            Some(rest) => format!("<meta{rest}/>"),
            None => line.replace("<!doctype html>", ""),
        })
        .collect();
    let text = closed.join("\n");
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let mut open = 0_i32;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                open += 1;
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            Event::Empty(element) => element.attributes().for_each(|attribute| drop(attribute.unwrap())),
            Event::End(_) => open -= 1,
            Event::GeneralRef(name) => {
                let known = ["amp", "lt", "gt", "quot"].contains(&&*name) || name.starts_with('#');
                assert!(known, "{name:?}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
}

/// No script, no handler, nothing fetched.
pub(crate) fn self_contained(page: &str) {
    for banned in ["<script", "<link", "<img", "<iframe", "url(", "@import", " style=", "src="] {
        assert!(!page.contains(banned), "{banned}");
    }
    let addresses = page.matches("http").count();
    assert_eq!(addresses, page.matches("xmlns=\"http://www.w3.org/2000/svg\"").count());
    assert_eq!(page.matches("<style>").count(), 1);
    assert_eq!(page.matches("<h1").count(), 1);
}

fn checked(analysis: &detente_deal::Analysis) -> String {
    let page = html(analysis, None);
    well_formed(&page);
    self_contained(&page);
    page
}

#[test]
fn two_parties_with_a_zone() {
    insta::assert_snapshot!(checked(&cases::river()));
}

#[test]
fn two_parties_without_a_zone() {
    insta::assert_snapshot!(checked(&cases::dry_river()));
}

#[test]
fn three_parties() {
    insta::assert_snapshot!(checked(&cases::harbours(3, 5, Some(40))));
}

#[test]
fn nine_parties() {
    insta::assert_snapshot!(checked(&cases::harbours(9, 5, Some(30))));
}

#[test]
fn a_frontier_out_of_reach() {
    insta::assert_snapshot!(checked(&cases::out_of_reach()));
}

#[test]
fn nothing_said() {
    insta::assert_snapshot!(checked(&cases::silent()));
}

#[test]
fn a_real_valued_issue() {
    let page = checked(&cases::real());
    assert!(page.contains("A shared canal"));
    // Straight stretches are drawn straight: only then does the outline have no corners.
    let mut river = cases::river();
    let stepped = frontier_svg(&river, 0, 1).unwrap();
    let frontier = river.frontier.as_mut().unwrap();
    frontier.joined = Some(vec![true; frontier.count - 1]);
    let corners = |svg: &str| {
        let edge = svg.lines().find(|line| line.contains("class=\"edge\"")).unwrap();
        edge.matches('L').count()
    };
    let points = frontier.count;
    assert_eq!(corners(&stepped), 2 * (points - 1));
    assert_eq!(corners(&frontier_svg(&river, 0, 1).unwrap()), points - 1);
    assert_eq!(corners(&frontier_svg(&river, 1, 0).unwrap()), points - 1);
}

#[test]
fn figures_stand_alone() {
    let river = cases::river();
    let frontier = frontier_svg(&river, 0, 1).unwrap();
    let gains = gains_svg(&river).unwrap();
    well_formed(&frontier);
    well_formed(&gains);
    insta::assert_snapshot!("frontier_svg", frontier);
    insta::assert_snapshot!("gains_svg", gains);
    // The same points, seen the other way round; and pairs that are none.
    well_formed(&frontier_svg(&river, 1, 0).unwrap());
    assert_eq!(frontier_svg(&river, 0, 0), None);
    assert_eq!(frontier_svg(&river, 0, 2), None);
    // Where the frontier cannot be had points near it can.
    well_formed(&frontier_svg(&cases::out_of_reach(), 0, 1).unwrap());
    well_formed(&gains_svg(&cases::out_of_reach()).unwrap());
}

#[test]
fn ids_are_used_once() {
    let page = html(&cases::harbours(3, 5, Some(40)), None);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}
